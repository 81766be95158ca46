"""Where CII D16B keeps the business terms (CEN/TS 16931-3-3); marks such as `[charge]` are those of `variants`."""

from __future__ import annotations

from invoices.einvoice.cii import AGREEMENT, CONTEXT, DELIVERY, NAMESPACES, SETTLEMENT, TOTALS, TRANSACTION
from invoices.einvoice.terms import party_terms, table_of

PREFIXES = {namespace: prefix for prefix, namespace in NAMESPACES.items()}
CURRENCY = f"{SETTLEMENT}/ram:InvoiceCurrencyCode"
TAX_TOTAL = f"{TOTALS}/ram:TaxTotalAmount"
MEANS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
LINE = f"{TRANSACTION}/ram:IncludedSupplyChainTradeLineItem"
GROUPS = {
    f"{AGREEMENT}/ram:SellerTradeParty": "Seller",
    f"{AGREEMENT}/ram:BuyerTradeParty": "Buyer",
    f"{SETTLEMENT}/ram:PayeeTradeParty": "Payee",
    f"{AGREEMENT}/ram:SellerTaxRepresentativeTradeParty": "Tax representative",
    DELIVERY: "Delivery",
    LINE: "Line",
    f"{SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge": "Allowance or charge",
    f"{SETTLEMENT}/ram:ApplicableTradeTax": "Tax rate",
    TOTALS: "Totals",
    MEANS: "Payment",
    f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms": "Payment",
    f"{SETTLEMENT}/ram:PaymentReference": "Payment",
    f"{SETTLEMENT}/ram:CreditorReferenceID": "Payment",
}
_PARTY = (
    "ram:Name",
    "ram:SpecifiedLegalOrganization/ram:TradingBusinessName",
    "ram:ID",
    "ram:SpecifiedLegalOrganization/ram:ID",
    "ram:SpecifiedTaxRegistration/ram:ID",
    "ram:SpecifiedTaxRegistration/ram:ID[other]",
    "ram:Description",
    "ram:URIUniversalCommunication/ram:URIID",
    "ram:PostalTradeAddress/ram:LineOne",
    "ram:PostalTradeAddress/ram:LineTwo",
    "ram:PostalTradeAddress/ram:LineThree",
    "ram:PostalTradeAddress/ram:CityName",
    "ram:PostalTradeAddress/ram:PostcodeCode",
    "ram:PostalTradeAddress/ram:CountrySubDivisionName",
    "ram:PostalTradeAddress/ram:CountryID",
    "ram:DefinedTradeContact/ram:PersonName",
    "ram:DefinedTradeContact/ram:TelephoneUniversalCommunication/ram:CompleteNumber",
    "ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID",
)


def _below(prefix: str, terms: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}/{path}": term for path, term in terms.items()}


_HEADING = f"""
{CONTEXT}/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID 24
{CONTEXT}/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID 23
rsm:ExchangedDocument/ram:ID 1
rsm:ExchangedDocument/ram:TypeCode 3
rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString 2
rsm:ExchangedDocument/ram:IncludedNote/ram:Content 22
rsm:ExchangedDocument/ram:IncludedNote/ram:SubjectCode 21
"""
_AGREEMENT = """
ram:BuyerReference 10
ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID 13
ram:SellerOrderReferencedDocument/ram:IssuerAssignedID 14
ram:ContractReferencedDocument/ram:IssuerAssignedID 12
ram:SpecifiedProcuringProject/ram:ID 11
ram:AdditionalReferencedDocument/ram:IssuerAssignedID 122
ram:AdditionalReferencedDocument/ram:IssuerAssignedID[other] 18
ram:AdditionalReferencedDocument/ram:IssuerAssignedID[tender] 17
ram:AdditionalReferencedDocument/ram:Name 123
ram:AdditionalReferencedDocument/ram:URIID 124
ram:AdditionalReferencedDocument/ram:AttachmentBinaryObject 125
"""
_DELIVERY = """
ram:ShipToTradeParty/ram:Name 70
ram:ShipToTradeParty/ram:ID 71
ram:ShipToTradeParty/ram:GlobalID 71
ram:ShipToTradeParty/ram:PostalTradeAddress/ram:LineOne 75
ram:ShipToTradeParty/ram:PostalTradeAddress/ram:LineTwo 76
ram:ShipToTradeParty/ram:PostalTradeAddress/ram:LineThree 165
ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CityName 77
ram:ShipToTradeParty/ram:PostalTradeAddress/ram:PostcodeCode 78
ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountrySubDivisionName 79
ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountryID 80
ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString 72
ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID 16
ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID 15
"""
_SETTLEMENT = """
ram:CreditorReferenceID 90
ram:PaymentReference 83
ram:TaxCurrencyCode 6
ram:InvoiceCurrencyCode 5
ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString 73
ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString 74
ram:InvoiceReferencedDocument/ram:IssuerAssignedID 25
ram:InvoiceReferencedDocument/ram:FormattedIssueDateTime/qdt:DateTimeString 26
ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID 19
ram:SpecifiedTradePaymentTerms/ram:Description 20
ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString 9
ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID 89
ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode 81
ram:SpecifiedTradeSettlementPaymentMeans/ram:Information 82
ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/ram:IBANID 84
ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/ram:ProprietaryID 84
ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/ram:AccountName 85
ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID 86
ram:SpecifiedTradeSettlementPaymentMeans/ram:ApplicableTradeSettlementFinancialCard/ram:ID 87
ram:SpecifiedTradeSettlementPaymentMeans/ram:ApplicableTradeSettlementFinancialCard/ram:CardholderName 88
ram:SpecifiedTradeSettlementPaymentMeans/ram:PayerPartyDebtorFinancialAccount/ram:IBANID 91
ram:ApplicableTradeTax/ram:BasisAmount 116
ram:ApplicableTradeTax/ram:CalculatedAmount 117
ram:ApplicableTradeTax/ram:CategoryCode 118
ram:ApplicableTradeTax/ram:RateApplicablePercent 119
ram:ApplicableTradeTax/ram:ExemptionReason 120
ram:ApplicableTradeTax/ram:ExemptionReasonCode 121
ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString 7
ram:ApplicableTradeTax/ram:DueDateTypeCode 8
ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount 92
ram:SpecifiedTradeAllowanceCharge/ram:BasisAmount 93
ram:SpecifiedTradeAllowanceCharge/ram:CalculationPercent 94
ram:SpecifiedTradeAllowanceCharge/ram:CategoryTradeTax/ram:CategoryCode 95
ram:SpecifiedTradeAllowanceCharge/ram:CategoryTradeTax/ram:RateApplicablePercent 96
ram:SpecifiedTradeAllowanceCharge/ram:Reason 97
ram:SpecifiedTradeAllowanceCharge/ram:ReasonCode 98
ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount[charge] 99
ram:SpecifiedTradeAllowanceCharge/ram:BasisAmount[charge] 100
ram:SpecifiedTradeAllowanceCharge/ram:CalculationPercent[charge] 101
ram:SpecifiedTradeAllowanceCharge/ram:CategoryTradeTax/ram:CategoryCode[charge] 102
ram:SpecifiedTradeAllowanceCharge/ram:CategoryTradeTax/ram:RateApplicablePercent[charge] 103
ram:SpecifiedTradeAllowanceCharge/ram:Reason[charge] 104
ram:SpecifiedTradeAllowanceCharge/ram:ReasonCode[charge] 105
"""
_TOTALS = """
ram:LineTotalAmount 106
ram:AllowanceTotalAmount 107
ram:ChargeTotalAmount 108
ram:TaxBasisTotalAmount 109
ram:TaxTotalAmount 110
ram:TaxTotalAmount[other] 111
ram:GrandTotalAmount 112
ram:TotalPrepaidAmount 113
ram:RoundingAmount 114
ram:DuePayableAmount 115
"""
_LINE = """
ram:AssociatedDocumentLineDocument/ram:LineID 126
ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content 127
ram:SpecifiedLineTradeSettlement/ram:AdditionalReferencedDocument/ram:IssuerAssignedID 128
ram:SpecifiedLineTradeSettlement/ram:AdditionalReferencedDocument/ram:IssuerAssignedID[other] 128
ram:SpecifiedLineTradeDelivery/ram:BilledQuantity 129
ram:SpecifiedLineTradeDelivery/ram:BilledQuantity/@unitCode 130
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount 131
ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument/ram:LineID 132
ram:SpecifiedLineTradeSettlement/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID 133
ram:SpecifiedLineTradeSettlement/ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString 134
ram:SpecifiedLineTradeSettlement/ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString 135
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount 136
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:BasisAmount 137
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:CalculationPercent 138
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:Reason 139
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:ReasonCode 140
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount[charge] 141
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:BasisAmount[charge] 142
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:CalculationPercent[charge] 143
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:Reason[charge] 144
ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:ReasonCode[charge] 145
ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount 146
ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge/ram:ActualAmount 147
ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice/ram:ChargeAmount 148
ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:BasisQuantity 149
ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:BasisQuantity/@unitCode 150
ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode 151
ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent 152
ram:SpecifiedTradeProduct/ram:Name 153
ram:SpecifiedTradeProduct/ram:Description 154
ram:SpecifiedTradeProduct/ram:SellerAssignedID 155
ram:SpecifiedTradeProduct/ram:BuyerAssignedID 156
ram:SpecifiedTradeProduct/ram:GlobalID 157
ram:SpecifiedTradeProduct/ram:DesignatedProductClassification/ram:ClassCode 158
ram:SpecifiedTradeProduct/ram:OriginTradeCountry/ram:ID 159
ram:SpecifiedTradeProduct/ram:ApplicableProductCharacteristic/ram:Description 160
ram:SpecifiedTradeProduct/ram:ApplicableProductCharacteristic/ram:Value 161
"""
TERMS = {
    **table_of(_HEADING),
    **_below(AGREEMENT, table_of(_AGREEMENT)),
    **_below(DELIVERY, table_of(_DELIVERY)),
    **_below(SETTLEMENT, table_of(_SETTLEMENT)),
    **_below(TOTALS, table_of(_TOTALS)),
    **_below(LINE, table_of(_LINE)),
    **_below(f"{AGREEMENT}/ram:SellerTradeParty", party_terms("seller", _PARTY)),
    **_below(f"{AGREEMENT}/ram:BuyerTradeParty", party_terms("buyer", _PARTY)),
    **_below(f"{SETTLEMENT}/ram:PayeeTradeParty", party_terms("payee", _PARTY)),
    **_below(f"{AGREEMENT}/ram:SellerTaxRepresentativeTradeParty", party_terms("tax representative", _PARTY)),
    f"{AGREEMENT}/ram:SellerTradeParty/ram:GlobalID": "BT-29",
    f"{AGREEMENT}/ram:BuyerTradeParty/ram:GlobalID": "BT-46",
    f"{SETTLEMENT}/ram:PayeeTradeParty/ram:GlobalID": "BT-60",
}
