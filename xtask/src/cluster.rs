//! `cargo xtask cluster`: one server and three matchers over PostgreSQL and NATS, all on this machine.

use anyhow::Result;
use clap::Args;

use crate::command::{cargo, run};
use crate::nats::Nats;
use crate::postgres;
use crate::prerequisites;

/// Searches that one process and the matchers answer alike are looked for by a rule of the server's own tests; here it
/// runs with more people, and says how long things took.
const RULE: &str = "matchers_find_what_one_process_finds";
/// What searches find while parts change hands, step by step.
const STEPS: &str = "matchers::";

#[derive(Args)]
pub(crate) struct Cluster {
    /// People in the gallery, ten fingers each.
    #[arg(long, default_value_t = 3000)]
    people: u64,
    /// Searches by one process, and as many by the matchers.
    #[arg(long, default_value_t = 60)]
    searches: u64,
}

impl Cluster {
    pub(crate) fn run(&self) -> Result<()> {
        prerequisites::ensure(&[prerequisites::POSTGRES, prerequisites::NATS])?;
        let (postgres, nats) = (postgres::Cluster::start()?, Nats::start()?);
        let test = |which: &[&str], filter| {
            let mut test = cargo(&["test", "--package", "server"]);
            test.args(which).args([filter, "--", "--nocapture"]);
            test
        };
        run(test(&["--lib"], STEPS).env("UMBRAL_TEST_NATS", nats.url()))?;
        run(test(&["--test", "rules"], RULE)
            .env("UMBRAL_TEST_POSTGRES", postgres.url())
            .env("UMBRAL_TEST_NATS", nats.url())
            .env("UMBRAL_CLUSTER_PEOPLE", self.people.to_string())
            .env("UMBRAL_CLUSTER_SEARCHES", self.searches.to_string()))
    }
}
