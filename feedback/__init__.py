"""Which rooms keep, protect, understand and report what people tell us?"""
