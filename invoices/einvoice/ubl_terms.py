"""Where UBL 2.1 keeps the business terms (CEN/TS 16931-3-2); marks such as `[charge]` are those of `variants`.

Paths are those of an invoice; a credit note's are brought to them by RENAMED.
"""

from __future__ import annotations

from invoices.einvoice.terms import party_terms, table_of

PREFIXES = {
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2": "cac",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2": "cbc",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2": "ext",
}
RENAMED = {
    "cac:CreditNoteLine": "cac:InvoiceLine",
    "cac:SubCreditNoteLine": "cac:SubInvoiceLine",
    "cbc:CreditedQuantity": "cbc:InvoicedQuantity",
    "cbc:CreditNoteTypeCode": "cbc:InvoiceTypeCode",
}
CURRENCY = "cbc:DocumentCurrencyCode"
TAX_TOTAL = "cac:TaxTotal/cbc:TaxAmount"
GROUPS = {
    "cac:AccountingSupplierParty": "Seller",
    "cac:AccountingCustomerParty": "Buyer",
    "cac:PayeeParty": "Payee",
    "cac:TaxRepresentativeParty": "Tax representative",
    "cac:Delivery": "Delivery",
    "cac:InvoiceLine": "Line",
    "cac:AllowanceCharge": "Allowance or charge",
    "cac:TaxTotal": "Tax",
    "cac:TaxTotal/cac:TaxSubtotal": "Tax rate",
    "cac:LegalMonetaryTotal": "Totals",
    "cac:PaymentMeans": "Payment",
    "cac:PaymentTerms": "Payment",
    "cac:PrepaidPayment": "Payment",
}
_PARTY = (
    "cac:PartyLegalEntity/cbc:RegistrationName",
    "cac:PartyName/cbc:Name",
    "cac:PartyIdentification/cbc:ID",
    "cac:PartyLegalEntity/cbc:CompanyID",
    "cac:PartyTaxScheme/cbc:CompanyID",
    "cac:PartyTaxScheme/cbc:CompanyID[other]",
    "cac:PartyLegalEntity/cbc:CompanyLegalForm",
    "cbc:EndpointID",
    "cac:PostalAddress/cbc:StreetName",
    "cac:PostalAddress/cbc:AdditionalStreetName",
    "cac:PostalAddress/cac:AddressLine/cbc:Line",
    "cac:PostalAddress/cbc:CityName",
    "cac:PostalAddress/cbc:PostalZone",
    "cac:PostalAddress/cbc:CountrySubentity",
    "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
    "cac:Contact/cbc:Name",
    "cac:Contact/cbc:Telephone",
    "cac:Contact/cbc:ElectronicMail",
)
_NAMED_PARTY = ("cac:PartyName/cbc:Name", "-legal-name", *_PARTY[2:])


def _below(prefix: str, terms: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}/{path}": term for path, term in terms.items()}


_DOCUMENT = """
cbc:CustomizationID 24
cbc:ProfileID 23
cbc:ID 1
cbc:IssueDate 2
cbc:DueDate 9
cbc:InvoiceTypeCode 3
cbc:Note 22
cbc:TaxPointDate 7
cbc:DocumentCurrencyCode 5
cbc:TaxCurrencyCode 6
cbc:AccountingCost 19
cbc:BuyerReference 10
cac:InvoicePeriod/cbc:StartDate 73
cac:InvoicePeriod/cbc:EndDate 74
cac:InvoicePeriod/cbc:DescriptionCode 8
cac:OrderReference/cbc:ID 13
cac:OrderReference/cbc:SalesOrderID 14
cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID 25
cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate 26
cac:DespatchDocumentReference/cbc:ID 16
cac:ReceiptDocumentReference/cbc:ID 15
cac:OriginatorDocumentReference/cbc:ID 17
cac:ContractDocumentReference/cbc:ID 12
cac:ProjectReference/cbc:ID 11
cac:AdditionalDocumentReference/cbc:ID 122
cac:AdditionalDocumentReference/cbc:ID[other] 18
cac:AdditionalDocumentReference/cbc:DocumentDescription 123
cac:AdditionalDocumentReference/cac:Attachment/cac:ExternalReference/cbc:URI 124
cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject 125
cac:Delivery/cac:DeliveryParty/cac:PartyName/cbc:Name 70
cac:Delivery/cac:DeliveryLocation/cbc:ID 71
cac:Delivery/cbc:ActualDeliveryDate 72
cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:StreetName 75
cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:AdditionalStreetName 76
cac:Delivery/cac:DeliveryLocation/cac:Address/cac:AddressLine/cbc:Line 165
cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:CityName 77
cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:PostalZone 78
cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:CountrySubentity 79
cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode 80
cac:PaymentMeans/cbc:PaymentMeansCode 81
cac:PaymentMeans/cbc:PaymentMeansCode/@name 82
cac:PaymentMeans/cbc:PaymentDueDate 9
cac:PaymentMeans/cbc:PaymentID 83
cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID 84
cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:Name 85
cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID 86
cac:PaymentMeans/cac:CardAccount/cbc:PrimaryAccountNumberID 87
cac:PaymentMeans/cac:CardAccount/cbc:HolderName 88
cac:PaymentMeans/cac:PaymentMandate/cbc:ID 89
cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID 91
cac:PaymentTerms/cbc:Note 20
cac:AllowanceCharge/cbc:Amount 92
cac:AllowanceCharge/cbc:BaseAmount 93
cac:AllowanceCharge/cbc:MultiplierFactorNumeric 94
cac:AllowanceCharge/cac:TaxCategory/cbc:ID 95
cac:AllowanceCharge/cac:TaxCategory/cbc:Percent 96
cac:AllowanceCharge/cbc:AllowanceChargeReason 97
cac:AllowanceCharge/cbc:AllowanceChargeReasonCode 98
cac:AllowanceCharge/cbc:Amount[charge] 99
cac:AllowanceCharge/cbc:BaseAmount[charge] 100
cac:AllowanceCharge/cbc:MultiplierFactorNumeric[charge] 101
cac:AllowanceCharge/cac:TaxCategory/cbc:ID[charge] 102
cac:AllowanceCharge/cac:TaxCategory/cbc:Percent[charge] 103
cac:AllowanceCharge/cbc:AllowanceChargeReason[charge] 104
cac:AllowanceCharge/cbc:AllowanceChargeReasonCode[charge] 105
cac:LegalMonetaryTotal/cbc:LineExtensionAmount 106
cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount 107
cac:LegalMonetaryTotal/cbc:ChargeTotalAmount 108
cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount 109
cac:TaxTotal/cbc:TaxAmount 110
cac:TaxTotal/cbc:TaxAmount[other] 111
cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount 112
cac:LegalMonetaryTotal/cbc:PrepaidAmount 113
cac:LegalMonetaryTotal/cbc:PayableRoundingAmount 114
cac:LegalMonetaryTotal/cbc:PayableAmount 115
cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount 116
cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount 117
cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID 118
cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent 119
cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason 120
cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReasonCode 121
"""
_LINE = """
cbc:ID 126
cbc:Note 127
cac:DocumentReference/cbc:ID 128
cbc:InvoicedQuantity 129
cbc:InvoicedQuantity/@unitCode 130
cbc:LineExtensionAmount 131
cac:OrderLineReference/cbc:LineID 132
cbc:AccountingCost 133
cac:InvoicePeriod/cbc:StartDate 134
cac:InvoicePeriod/cbc:EndDate 135
cac:AllowanceCharge/cbc:Amount 136
cac:AllowanceCharge/cbc:BaseAmount 137
cac:AllowanceCharge/cbc:MultiplierFactorNumeric 138
cac:AllowanceCharge/cbc:AllowanceChargeReason 139
cac:AllowanceCharge/cbc:AllowanceChargeReasonCode 140
cac:AllowanceCharge/cbc:Amount[charge] 141
cac:AllowanceCharge/cbc:BaseAmount[charge] 142
cac:AllowanceCharge/cbc:MultiplierFactorNumeric[charge] 143
cac:AllowanceCharge/cbc:AllowanceChargeReason[charge] 144
cac:AllowanceCharge/cbc:AllowanceChargeReasonCode[charge] 145
cac:Price/cbc:PriceAmount 146
cac:Price/cac:AllowanceCharge/cbc:Amount 147
cac:Price/cac:AllowanceCharge/cbc:BaseAmount 148
cac:Price/cbc:BaseQuantity 149
cac:Price/cbc:BaseQuantity/@unitCode 150
cac:Item/cac:ClassifiedTaxCategory/cbc:ID 151
cac:Item/cac:ClassifiedTaxCategory/cbc:Percent 152
cac:Item/cbc:Name 153
cac:Item/cbc:Description 154
cac:Item/cac:SellersItemIdentification/cbc:ID 155
cac:Item/cac:BuyersItemIdentification/cbc:ID 156
cac:Item/cac:StandardItemIdentification/cbc:ID 157
cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode 158
cac:Item/cac:OriginCountry/cbc:IdentificationCode 159
cac:Item/cac:AdditionalItemProperty/cbc:Name 160
cac:Item/cac:AdditionalItemProperty/cbc:Value 161
"""
TERMS = {
    **table_of(_DOCUMENT),
    **_below("cac:AccountingSupplierParty/cac:Party", party_terms("seller", _PARTY)),
    **_below("cac:AccountingCustomerParty/cac:Party", party_terms("buyer", _PARTY)),
    **_below("cac:PayeeParty", party_terms("payee", _NAMED_PARTY)),
    **_below("cac:TaxRepresentativeParty", party_terms("tax representative", _NAMED_PARTY)),
    **_below("cac:InvoiceLine", table_of(_LINE)),
    "cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID[sepa]": "BT-90",
    "cac:PayeeParty/cac:PartyIdentification/cbc:ID[sepa]": "BT-90",
}
