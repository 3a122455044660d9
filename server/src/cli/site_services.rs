//! `umbral site-services`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use wire::services::{CaptureServices, SbiService, SecugenService};

use super::{COMMAND_LINE, Data, Outcome, words};

/// Which capture services the desks of a site may use.
#[derive(Args)]
pub(super) struct SiteServices {
    #[command(flatten)]
    data: Data,
    /// The site's name.
    #[arg(long)]
    site: String,
    /// MOSIP secure biometric interface: a root certificate (PEM) that scanners' certificates must lead to. May be
    /// given more than once.
    #[arg(long, value_name = "FILE")]
    sbi_root: Vec<PathBuf>,
    /// The environment that its scanners must work in.
    #[arg(long, default_value = "Production", requires = "sbi_root")]
    sbi_environment: String,
    /// The last port that is looked at, 4501 to 4600.
    #[arg(long, default_value_t = SbiService::USUAL_LAST_PORT, requires = "sbi_root")]
    sbi_last_port: u16,
    /// SecuGen WebAPI.
    #[arg(long)]
    secugen: bool,
    /// Its licence for the address of this site's pages.
    #[arg(long, default_value = "", requires = "secugen", hide_default_value = true)]
    secugen_licence: String,
    /// HID DigitalPersona WebSDK.
    #[arg(long)]
    hid: bool,
}

impl SiteServices {
    pub(super) async fn run(self) -> Outcome {
        let roots = self.sbi_root.iter().map(|file| certificate(file)).collect::<Result<Vec<_>, _>>()?;
        let (environment, last_port) = (self.sbi_environment, self.sbi_last_port);
        let services = CaptureServices {
            sbi: (!roots.is_empty()).then_some(SbiService { roots, environment, last_port }),
            secugen: self.secugen.then_some(SecugenService { licence: self.secugen_licence }),
            hid: self.hid,
        };
        let service = self.data.open_existing().await?;
        service.set_capture_services(&self.site, &services, COMMAND_LINE).await.map_err(words)?;
        service.close().await;
        println!(
            "pages that are loaded from now on may connect to: {}",
            match services.origins() {
                origins if origins.is_empty() => "nothing but the server".to_owned(),
                origins => origins.join(" "),
            }
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// A certificate's PEM.
pub(super) fn certificate(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
