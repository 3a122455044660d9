//! `umbral begin` and `umbral link`: the first site, and links to sign in with.

use std::process::ExitCode;

use clap::Args;
use policy::{Country, SitePolicy};
use server::{Account, Service};
use wire::session::{Role, Scope};

use super::{COMMAND_LINE, Data, Outcome, open, words};

#[derive(Args)]
pub(super) struct Begin {
    #[command(flatten)]
    data: Data,
    /// The country of the site (ISO 3166-1 alpha-2).
    #[arg(long)]
    country: Country,
    /// That country's name, as the question about citizenship says it.
    #[arg(long)]
    country_name: String,
    /// The site's name.
    #[arg(long)]
    site: String,
    /// Nobody younger is recorded.
    #[arg(long, default_value_t = 14)]
    minimum_age: u8,
    /// The administrator's name, as others see it.
    #[arg(long, default_value = "Administrator 1")]
    administrator: String,
    /// Where the server will answer: https://umbral.example
    #[arg(long)]
    address: String,
}

#[derive(Args)]
pub(super) struct Link {
    #[command(flatten)]
    data: Data,
    /// Whose: "Reviewer 3".
    #[arg(long)]
    account: String,
    /// Where the server answers: http://127.0.0.1:8470
    #[arg(long)]
    address: String,
}

impl Begin {
    pub(super) async fn run(self) -> Outcome {
        let folder = self.data.data.clone();
        let service = open(self.data.config()).await?;
        if !service.accounts().await.map_err(words)?.is_empty() {
            return Err(format!("{} holds a programme already", folder.display()));
        }
        let policy = SitePolicy {
            minimum_age: self.minimum_age,
            notice_languages: notice::LANGUAGES.iter().map(|language| language.tag.to_owned()).collect(),
            ..SitePolicy::usual(self.country, self.country_name)
        };
        let site = service.add_site(&self.site, policy, COMMAND_LINE).await.map_err(words)?;
        let role = (Role::Administrator, Scope::Programme);
        let account =
            service.add_account(&self.administrator, role, site.id, COMMAND_LINE).await.map_err(words)?;
        println!("{}", link(&service, &account, self.address.trim_end_matches('/')).await?);
        service.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Link {
    pub(super) async fn run(self) -> Outcome {
        let service = self.data.open_existing().await?;
        let accounts = service.accounts().await.map_err(words)?;
        let Some(account) = accounts.iter().find(|account| account.name == self.account) else {
            let names: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
            return Err(format!("there is no account {:?}; there are: {}", self.account, names.join(", ")));
        };
        println!("{}", link(&service, account, self.address.trim_end_matches('/')).await?);
        service.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

pub(super) async fn link(service: &Service, account: &Account, address: &str) -> Result<String, String> {
    let secret = service.issue_link(account, COMMAND_LINE).await.map_err(words)?;
    Ok(format!("{address}/enter#{secret}"))
}
