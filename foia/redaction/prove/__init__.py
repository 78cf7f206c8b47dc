"""Tries to find what was removed, with other libraries than those that built the file; a file is proven or it does not exist.

`remove` writes with pikepdf and PDFium; here pdfminer parses, Pillow decodes, Tesseract reads, and PDFium is only one of two text
engines. Each attempt fails closed: an attacker that cannot look counts as one that found something. What a proof does not say: that
the right passages were chosen. Imports: model, errors, foia.pdfium, the attackers.
"""

from foia.redaction.prove.again import prove_again
from foia.redaction.prove.report import proof_json
from foia.redaction.prove.run import ATTACKERS, ENGINE, attempts, digest, prove

__all__ = ["ATTACKERS", "ENGINE", "attempts", "digest", "proof_json", "prove", "prove_again"]
