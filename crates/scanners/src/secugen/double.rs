//! The service in software.

use raster::Grey;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    service::{HttpError, HttpRequest, HttpResponse},
    simulator::seen,
};

const WIDTH: usize = 300;
const HEIGHT: usize = 400;

/// What the double does wrong on command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecugenFault {
    /// Answers with this error number.
    Error(u32),
    /// Leaves out the pixels.
    NoImage,
    /// Is not there.
    Absent,
}

/// SecuGen's service in software, with a reader that the demo's prints are laid on.
#[derive(Debug, Clone, Default)]
pub struct SecugenDouble {
    print: Option<Grey>,
    fault: Option<SecugenFault>,
}

impl SecugenDouble {
    /// With a reader that nothing touches.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lays a print on the reader: 500 ppi, dark ridges, the fingertip up.
    pub fn touch(&mut self, print: &Grey) {
        self.print = Some(print.clone());
    }

    /// Does this wrong from now on.
    pub fn fault(&mut self, fault: Option<SecugenFault>) {
        self.fault = fault;
    }

    /// Answers a request as the service does.
    ///
    /// # Errors
    /// [`HttpError`] where the service is not there.
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
        if self.fault == Some(SecugenFault::Absent) {
            return Err(HttpError::NoAnswer);
        }
        let path = request.url.rsplit('/').next().unwrap_or_default();
        let answer = match (path, self.fault, &self.print) {
            ("SGIMatchScore", ..) => serde_json::json!({ "ErrorCode": 104, "MatchingScore": 0 }),
            ("SGIFPCapture", Some(SecugenFault::Error(code)), _) => serde_json::json!({ "ErrorCode": code }),
            // No finger came in time.
            ("SGIFPCapture", _, None) => serde_json::json!({ "ErrorCode": 54 }),
            ("SGIFPCapture", fault, Some(print)) => {
                let pixels = seen(Some(print), WIDTH, HEIGHT, 500);
                let pixels = (fault != Some(SecugenFault::NoImage)).then(|| STANDARD.encode(pixels));
                serde_json::json!({
                    "ErrorCode": 0, "Manufacturer": "SecuGen", "Model": "HU20", "SerialNumber": "SAMPLE-20",
                    "ImageWidth": WIDTH, "ImageHeight": HEIGHT.to_string(), "ImageDPI": "500",
                    "ImageQuality": 87, "NFIQ": 1, "ImageDataBase64": pixels, "BMPBase64": null,
                })
            }
            _ => return Ok(HttpResponse { status: 404, body: Vec::new().into() }),
        };
        Ok(HttpResponse { status: 200, body: answer.to_string().into_bytes().into() })
    }
}
