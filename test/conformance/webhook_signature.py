"""What MLflow signs a webhook's body with, for each [secret, id, timestamp, body] on standard input."""

import json
import sys

from mlflow.webhooks.delivery import _generate_hmac_signature

print(json.dumps([_generate_hmac_signature(*signed) for signed in json.load(sys.stdin)]))
