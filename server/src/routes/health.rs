use axum::http::StatusCode;

use super::Shared;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers and the lists can be searched.
pub(super) async fn ready(service: Shared) -> Result<&'static str, (StatusCode, &'static str)> {
    match service.current_lists().await {
        Ok(_) => Ok("ready"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err((StatusCode::SERVICE_UNAVAILABLE, "not ready"))
        }
    }
}
