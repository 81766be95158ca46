import os, threading, json, sys
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server, WSGIRequestHandler
import pytest
from django.db import connection
from invoices.models import Document
from invoices.operations.issue import issue_invoices, request_issue
from invoices.operations.receive import receive_einvoice
from invoices.operations.verify import verify_documents
from invoices.operations.draft import DraftAdjustment
from tests.building import draft, line, order, verified, po_line, buyer
from tests.cast import PASSWORD

FILES = Path("tests/invoices/einvoice/files")
class S(ThreadingMixIn, WSGIServer): daemon_threads = True
class H(WSGIRequestHandler):
    def log_message(self, *a): pass

def data(door):
    today = date.today()
    first = today.replace(day=1)
    with door("initech"):
        order("IT-CLOUD-2026H2", today=today, effective=date(today.year,1,1), expiration=date(today.year+1,12,31), lines=[po_line("1","MONTHLY_USAGE",starts_on=date(today.year,1,1),ends_on=date(today.year+1,12,31),unit_price=D(9000)), po_line("2","SERVICES",starts_on=date(today.year,1,1),ends_on=date(today.year+1,12,31),unit_price=D(900))])
        order("IT-OLD", today=today, effective=date(today.year-1,1,1), expiration=date(today.year-1,12,31), lines=[po_line(starts_on=date(today.year-1,1,1),ends_on=date(today.year-1,12,31))])
        order("USD-1", today=today, currency="USD", effective=date(today.year,1,1), expiration=date(today.year+1,12,31), lines=[po_line(starts_on=date(today.year,1,1),ends_on=date(today.year+1,12,31))])
    ids = {}
    with door("acme"):
        for k in range(9):
            day = today - timedelta(days=90-10*k)
            docs = [verified(to, line(f"{1234.5*(k+1):.2f}", quantity=D("3.5"), product_code="GX-CPU-STD", charge_type="usage", period_start=day-timedelta(days=30), period_end=day, period_mark="in_arrears"), line("99.90", product_class="reduced"), today=today, issue_date=day, currency=cur, po_number=po, adjustments=[DraftAdjustment(D("25"), reason="Partner rebate")] if k%3==0 else ()) for to, cur, po in [("initech","EUR",""),("globex","EUR",""),("initech","USD","NO-SUCH-PO")] if cur=="EUR" or k%3==0]
            issue_invoices([d.pk for d in docs], today=today)
        outs = list(Document.objects.filter(state="issued", kind="invoice").order_by("id"))
        Document.objects.filter(pk=outs[0].pk).update(settled=outs[0].payable)
        Document.objects.filter(pk=outs[1].pk).update(settled=D("100"))
        ids["issued"] = str(outs[0].public_id); ids["overdue"]=str(outs[1].public_id)
        for k in range(5):
            d = draft("initech" if k%2 else "globex", line(f"{100*k+50}.00"), line("9.20", quantity=D(2400), charge_type="subscription", seller_of_record="Globex GmbH"), today=today)
        ids["draft"] = str(d.public_id)
        late = draft("initech", today=today, issue_date=today+timedelta(days=4))
        verify_documents([late.pk], today=today)
        v = verified("initech", line("2000"), today=today); ids["verified"]=str(v.public_id)
        bad = draft("globex", line("12", product_class="standard"), today=today, issue_date=today-timedelta(days=80))
        verify_documents([bad.pk], today=today); issue_invoices([bad.pk, late.pk], today=today)
    with door("initech"):
        for f in sorted(FILES.glob("*.xml")):
            receive_einvoice(f.read_bytes(), f.name)
        inc = Document.objects.filter(direction="in")
        ids["in_matched"] = str(inc.filter(source="delivered").exclude(matched_po="").order_by("-id").first().public_id)
        ids["in_unmatched"] = str(inc.filter(source="delivered", matched_po="").order_by("-id").first().public_id)
        ids["in_upload"] = str(inc.filter(source="uploaded").order_by("-id").first().public_id)
        from purchase_orders.models import PurchaseOrder
        ids["po"] = str(PurchaseOrder.objects.get(po_id="IT-CLOUD-2026H2").public_id)
    return ids

def test_look(committed, door):
    ids = data(door)
    connection.close()
    from django.core.wsgi import get_wsgi_application
    server = make_server("127.0.0.1", 8123, get_wsgi_application(), server_class=S, handler_class=H)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Path("/tmp/c/ids.json").write_text(json.dumps(ids))
    import subprocess
    r = subprocess.run([sys.executable, "/tmp/c/shoot.py", *os.environ.get("ONLY","").split()], capture_output=True, text=True)
    print(r.stdout[-6000:], r.stderr[-3000:])
    server.shutdown()
