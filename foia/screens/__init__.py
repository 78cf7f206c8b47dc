"""The browser's face of the program: Streamlit pages that call `case.Office` and the catalogue, and draw.

No rule, no redaction and no orchestration here. `house` is the way in (navigation, sign-in), `session` what every screen stands
on, `pictures` and `words` how things are shown; `steps` the page of a case with one module a step; `review` the component with
the page image and its boxes. Text of a record reaches the page only as text: escaped, or through textContent.
"""
