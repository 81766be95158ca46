"""A small UBL order, written for the tests, with parts that can be replaced."""

from __future__ import annotations

NS = "urn:oasis:names:specification:ubl:schema:xsd"
LINE = """
<cac:OrderLine><cac:LineItem><cbc:ID>10</cbc:ID><cbc:Quantity unitCode="C62">3</cbc:Quantity>
<cbc:LineExtensionAmount currencyID="EUR">150.00</cbc:LineExtensionAmount>
<cac:Price><cbc:PriceAmount currencyID="EUR">100.00</cbc:PriceAmount><cbc:BaseQuantity>2</cbc:BaseQuantity></cac:Price>
<cac:Item><cbc:Name>Licences</cbc:Name><cac:SellersItemIdentification><cbc:ID>L-1</cbc:ID></cac:SellersItemIdentification>
<cac:ClassifiedTaxCategory><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item></cac:LineItem></cac:OrderLine>
"""
HEAD = """
<cbc:ID>PO-77</cbc:ID><cbc:IssueDate>2026-03-10</cbc:IssueDate><cbc:Note>Licences for the new office</cbc:Note>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:ValidityPeriod><cbc:StartDate>2026-04-05</cbc:StartDate><cbc:EndDate>2026-06-20</cbc:EndDate></cac:ValidityPeriod>
<cac:BuyerCustomerParty><cac:Party><cac:PartyName><cbc:Name>Initech</cbc:Name></cac:PartyName>
<cac:Contact><cbc:Name>Betty</cbc:Name><cbc:ElectronicMail>betty@initech.example</cbc:ElectronicMail></cac:Contact>
</cac:Party></cac:BuyerCustomerParty>
<cac:SellerSupplierParty><cac:Party><cac:PartyName><cbc:Name>Umbrella</cbc:Name></cac:PartyName>
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
</cac:Party></cac:SellerSupplierParty>
"""
CHARGE = """
<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
<cbc:AllowanceChargeReason>Transport</cbc:AllowanceChargeReason>
<cbc:Amount currencyID="EUR">25.00</cbc:Amount></cac:AllowanceCharge>
"""
ALLOWANCE = CHARGE.replace("true", "false").replace("Transport", "Loyalty")


def order_xml(head: str = HEAD, more: str = "", lines: str = LINE) -> bytes:
    parts = f'xmlns:cac="{NS}:CommonAggregateComponents-2" xmlns:cbc="{NS}:CommonBasicComponents-2"'
    return f'<Order xmlns="{NS}:Order-2" {parts}>{head}{more}{lines}</Order>'.encode()
