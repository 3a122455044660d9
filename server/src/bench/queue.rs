//! The queue.

use wire::Timestamp;
use wire::hit::{QueueItem, Stage};

use super::{may_review, standing};
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::review::Standing;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::accounts;
use crate::storage::on_bench::{self, Laid, What};

/// What the queue shows of a country.
const QUEUE: u32 = 10_000;
/// How many of their own closed hits a person is shown behind it.
const CLOSED: u32 = 20;

impl Service {
    /// The queue as `actor` sees it, the hit asked for first first; behind it the closed ones that `actor` decided on.
    pub(crate) async fn queue(&self, actor: &Actor) -> Result<Vec<QueueItem>, Error> {
        authorize(actor, Action::Review, Object::Hit(actor.place()))?;
        let now = self.clock.now();
        let mut db = self.storage.read().await?;
        let decided = on_bench::decided_by(&mut db, actor.account).await?;
        let skipped = on_bench::skipped_by(&mut db, actor.account).await?;
        let mut rows = Vec::new();
        for country in accounts::countries(&mut db).await? {
            rows.extend(on_bench::open(&mut db, &self.programme_key, country, QUEUE).await?);
        }
        rows.retain(|row| may_review(actor, row).is_ok());
        rows.sort_by_key(|row| (row.course.shown_due_at, row.id));
        rows.extend(on_bench::closed_with(&mut db, &self.programme_key, actor.account, CLOSED).await?);
        Ok(rows
            .iter()
            .map(|row| {
                let deciders = if decided.contains(&row.id) { vec![actor.account] } else { vec![] };
                queue_item(row, &standing(row, deciders), skipped.contains(&row.id), actor, now)
            })
            .collect())
    }
}

pub(super) fn queue_item(
    row: &Laid,
    standing: &Standing,
    skipped: bool,
    actor: &Actor,
    now: Timestamp,
) -> QueueItem {
    let closed = row.course.stage == Stage::Closed;
    QueueItem {
        id: row.id,
        reference: row.encounter.reference(),
        site: row.site_name.clone(),
        against: row.against(),
        later: row.later,
        opened_at: row.course.opened_at,
        due_at: if closed { row.course.due_at } else { row.course.shown_due_at },
        stage: row.course.stage,
        claim: standing.claim_for(actor.account, now),
        open_to_me: standing.may_claim(actor.account, actor.role, now).is_ok(),
        skipped,
        known_answer: closed && matches!(row.what, What::Made { .. }),
    }
}
