"""The steps of a case, one module each. Each draws its step of a `CaseView` and calls the office."""
