# What JSON Schema cannot say of the document of the churn model in test/fixtures/served-model.ts: which text is a CSV of its columns.
import schemathesis
from hypothesis import strategies as st

cell = {
    "tenure": st.integers(0, 1000).map(str) | st.just(""),
    "monthly_charges": st.floats(-1e9, 1e9).map(str) | st.just(""),
    "contract_type": st.sampled_from(["Month-to-month", "One year", "Two year", ""]),
    "senior": st.sampled_from(["true", "False", ""]),
}
row = st.tuples(*cell.values()).map(",".join)
csv = st.lists(row, min_size=1, max_size=20).map(lambda rows: "\n".join([",".join(cell), *rows, ""]))
schemathesis.openapi.media_type("text/csv", csv.map(str.encode))
