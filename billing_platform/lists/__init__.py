"""Lists: columns, filters, views, pages by the place of a row; declared by the rooms whose rows they show."""
