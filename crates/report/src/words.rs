//! What the report says beside what people wrote, in each of its languages.

use fingerprint::FingerPosition;
use wire::hit::{Finding, Outcome, Value};

use crate::Language;

/// A text of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    Title,
    MadeFor,
    Lead,
    Encounter,
    Site,
    Sealed,
    Prints,
    Hit,
    List,
    Source,
    Criterion,
    Found,
    Searched,
    Chance,
    Outcome,
    Back,
    Decisions,
    Analysis,
    Note,
    Finding,
    Reason,
    Charting,
    NoCharting,
    Probe,
    Reference,
    Quality,
    Score,
    Points,
    NotHeld,
    Log,
    LogWhat,
    Nothing,
}

impl Language {
    /// BCP 47.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    pub(crate) fn text(self, text: Text) -> &'static str {
        let [english, spanish] = both(text);
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }

    fn of(self, english: &'static str, spanish: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }

    pub(crate) fn page(self, page: usize, of: usize) -> String {
        format!("{} {page} {} {of}", self.of("Page", "Página"), self.of("of", "de"))
    }

    pub(crate) fn outcome(self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Identification => self.of(
                "Identification, by two people independently",
                "Identificación, por dos personas por separado",
            ),
            Outcome::Exclusion => self.of("Exclusion", "Exclusión"),
            Outcome::Inconclusive => self.of("Inconclusive", "No concluyente"),
            Outcome::Conflict => self.of("Conflict, with a supervisor", "Desacuerdo, ante un supervisor"),
        }
    }

    pub(crate) fn finding(self, finding: Finding) -> &'static str {
        match finding {
            Finding::Identification => self.of("Identification", "Identificación"),
            Finding::Exclusion => self.of("Exclusion", "Exclusión"),
            Finding::Inconclusive => self.of("Inconclusive", "No concluyente"),
        }
    }

    pub(crate) fn value(self, value: Value) -> &'static str {
        match value {
            Value::Sufficient => self.of("sufficient for comparison", "suficiente para comparar"),
            Value::Insufficient => self.of("not sufficient for comparison", "insuficiente para comparar"),
        }
    }

    pub(crate) fn finger(self, position: FingerPosition) -> &'static str {
        use FingerPosition as F;
        match position {
            F::Unknown => self.of("Finger unknown", "Dedo desconocido"),
            F::RightThumb => self.of("Right thumb", "Pulgar derecho"),
            F::RightIndex => self.of("Right index", "Índice derecho"),
            F::RightMiddle => self.of("Right middle", "Medio derecho"),
            F::RightRing => self.of("Right ring", "Anular derecho"),
            F::RightLittle => self.of("Right little", "Meñique derecho"),
            F::LeftThumb => self.of("Left thumb", "Pulgar izquierdo"),
            F::LeftIndex => self.of("Left index", "Índice izquierdo"),
            F::LeftMiddle => self.of("Left middle", "Medio izquierdo"),
            F::LeftRing => self.of("Left ring", "Anular izquierdo"),
            F::LeftLittle => self.of("Left little", "Meñique izquierdo"),
        }
    }
}

fn both(text: Text) -> [&'static str; 2] {
    match text {
        Text::Title => ["Case report", "Informe del caso"],
        Text::MadeFor => ["Made for", "Hecho para"],
        Text::Lead => [
            "A score is a lead, never an identity. What stands here is what people decided, and why.",
            "Una puntuación es un indicio, nunca una identidad. Aquí consta lo que decidieron personas, y por qué.",
        ],
        Text::Encounter => ["Encounter", "Encuentro"],
        Text::Site => ["Site", "Sitio"],
        Text::Sealed => ["Sealed by the device", "Sellado por el equipo"],
        Text::Prints => ["Prints taken", "Huellas tomadas"],
        Text::Hit => ["Hit", "Coincidencia"],
        Text::List => ["List", "Lista"],
        Text::Source => ["Source", "Fuente"],
        Text::Criterion => ["Criterion", "Criterio"],
        Text::Found => ["Found", "Encontrada"],
        Text::Searched => ["People searched", "Personas buscadas"],
        Text::Chance => ["By chance alone", "Solo por azar"],
        Text::Outcome => ["Outcome", "Resultado"],
        Text::Back => ["Taken back", "Retirada"],
        Text::Decisions => ["Decisions", "Decisiones"],
        Text::Analysis => ["Probe alone", "Huella sola"],
        Text::Note => ["Note", "Nota"],
        Text::Finding => ["Finding", "Conclusión"],
        Text::Reason => ["Reason", "Motivo"],
        Text::Charting => ["Charting", "Puntos marcados"],
        Text::NoCharting => ["Nobody charted pairs on this hit.", "Nadie marcó puntos en esta coincidencia."],
        Text::Probe => ["Probe", "Huella dubitada"],
        Text::Reference => ["Reference", "Huella de referencia"],
        Text::Quality => ["quality", "calidad"],
        Text::Score => ["score", "puntuación"],
        Text::Points => ["points charted by", "puntos marcados por"],
        Text::NotHeld => ["No image is held.", "No se guarda ninguna imagen."],
        Text::Log => ["What the audit log says", "Lo que dice el registro de auditoría"],
        Text::LogWhat => [
            "Lines about these encounters, the oldest first. Each ends with the beginning of its hash, by which the chain \
             can be checked.",
            "Líneas sobre estos encuentros, la más antigua primero. Cada una termina con el comienzo de su resumen, con \
             el que se puede comprobar la cadena.",
        ],
        Text::Nothing => ["Nothing.", "Nada."],
    }
}
