"""What the planner knows of the amount due: of an expression in a partial index it keeps to a guess."""

from django.db import migrations

CREATE = """
CREATE STATISTICS document_amount_due ON (payable - settled - credit_applied) FROM invoices_document;
"""


class Migration(migrations.Migration):
    dependencies = [("invoices", "0015_more_list_indexes")]

    operations = [migrations.RunSQL(CREATE, "DROP STATISTICS document_amount_due")]
