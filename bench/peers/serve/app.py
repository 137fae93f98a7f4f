"""The tutorial's stack: FastAPI, pydantic, pandas, a scikit-learn pipeline, prometheus_client. MODEL_PATH names the joblib file."""

import os
import time
from typing import Literal

import joblib
import pandas as pd
from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from pydantic import BaseModel, Field

PREDICTIONS = Counter("predictions_total", "Predictions made")
LATENCY = Histogram("prediction_latency_seconds", "Prediction latency")
HIGH_RISK = Counter("high_risk_predictions_total", "High-risk predictions")

model = joblib.load(os.environ["MODEL_PATH"])
app = FastAPI(title="churn-api")


class Customer(BaseModel):
    tenure: int = Field(ge=0)
    monthly_charges: float = Field(ge=0)
    total_charges: float = Field(ge=0)
    num_products: int = Field(ge=1, le=10)
    contract_type: Literal["Month-to-month", "One year", "Two year"]
    payment_method: str
    internet_service: str


class Prediction(BaseModel):
    churn_probability: float
    churn_prediction: bool
    risk_tier: str
    model_version: str


@app.get("/health")
def health():
    return {"status": "healthy", "model_loaded": True}


@app.get("/metrics")
def metrics():
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@app.post("/predict", response_model=Prediction)
def predict(customer: Customer):
    started = time.perf_counter()
    row = pd.DataFrame([customer.model_dump()])
    probability = float(model.predict_proba(row)[0, 1])
    tier = "HIGH" if probability >= 0.75 else "MEDIUM" if probability >= 0.45 else "LOW"
    PREDICTIONS.inc()
    if tier == "HIGH":
        HIGH_RISK.inc()
    LATENCY.observe(time.perf_counter() - started)
    return Prediction(
        churn_probability=probability,
        churn_prediction=probability >= 0.5,
        risk_tier=tier,
        model_version="1",
    )
