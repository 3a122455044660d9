//! Waking the reader and bringing the sensor's power up.

use std::time::Duration;

use aes::{
    Aes128,
    cipher::{BlockEncrypt, KeyInit},
};

use super::registers::{Register, hwstat};

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Read(Register, u16),
    Write(Register, Vec<u8>),
    Wait(Duration),
    /// The sensor has power.
    Done,
    /// It sleeps on.
    Asleep,
    /// It answers like no reader of this family.
    Strange,
}

/// What came of the last act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome<'a> {
    Read(&'a [u8]),
    Written,
    Elapsed,
    /// The interrupt [`super::registers::Interrupt::ScanPower`] came while waiting for it.
    Powered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Status,
    Wake,
    Woken,
    WakePause,
    Sleep,
    PowerOn,
    PowerCheck,
    PowerPause,
    Challenge,
    Response,
    ScanPower,
}

/// The sequence, one act at a time.
///
/// The sensor is put to sleep and powered up afresh whatever state a former session left it in. Microsoft's
/// second reader only powers up for who can encrypt its challenge.
#[derive(Debug, Clone)]
pub(super) struct PowerUp {
    challenged: bool,
    step: Step,
    status: u8,
    polls: u32,
    tries: u32,
}

impl PowerUp {
    const POLLS: u32 = 100;
    const TRIES: u32 = 3;
    const PAUSE: Duration = Duration::from_millis(10);
    /// The reader needs 300 ms at most; a browser adds its own delay.
    const SCAN_POWER_WITHIN: Duration = Duration::from_secs(1);
    const KEY: [u8; 16] =
        [0x79, 0xac, 0x91, 0x79, 0x5c, 0xa1, 0x47, 0x8e, 0x98, 0xe0, 0x0f, 0x3c, 0x59, 0x8f, 0x5f, 0x4b];

    /// The sequence and its first act.
    pub(super) fn start(challenged: bool) -> (Self, Act) {
        let start = Self { challenged, step: Step::Status, status: 0, polls: 0, tries: 1 };
        (start, Act::Read(Register::HWSTAT, 1))
    }

    /// Whether only the scan power interrupt is missing, so that one that came early may be told now.
    pub(super) fn awaits_scan_power(&self) -> bool {
        self.step == Step::ScanPower
    }

    /// What to do after `outcome` of the last act.
    pub(super) fn next(&mut self, outcome: Outcome<'_>) -> Act {
        match (self.step, outcome) {
            (Step::Status, Outcome::Read(&[status, ..])) => {
                self.status = status;
                if status & (hwstat::ASLEEP | hwstat::CONFUSED) == hwstat::ASLEEP | hwstat::CONFUSED {
                    self.polls = 0;
                    self.write(Step::Wake, status & hwstat::KEPT)
                } else {
                    self.sleep()
                }
            }
            (Step::Wake, Outcome::Written) | (Step::WakePause, Outcome::Elapsed) => self.read(Step::Woken),
            (Step::Woken, Outcome::Read(&[status, ..])) if status & hwstat::AWAKE != 0 => {
                self.status = status;
                self.sleep()
            }
            (Step::Woken, Outcome::Read(&[_, ..])) => self.pause(Step::WakePause),
            (Step::Sleep, Outcome::Written) => {
                self.polls = 0;
                self.power_on()
            }
            (Step::PowerPause, Outcome::Elapsed) if self.challenged => {
                self.step = Step::Challenge;
                Act::Read(Register::CHALLENGE, 16)
            }
            (Step::PowerPause, Outcome::Elapsed) | (Step::Response, Outcome::Written) => self.power_on(),
            (Step::PowerOn, Outcome::Written) => self.read(Step::PowerCheck),
            (Step::PowerCheck, Outcome::Read(&[status, ..])) if status & hwstat::ASLEEP != 0 => {
                self.pause(Step::PowerPause)
            }
            (Step::PowerCheck, Outcome::Read(&[_, ..])) => {
                self.step = Step::ScanPower;
                Act::Wait(Self::SCAN_POWER_WITHIN)
            }
            (Step::Challenge, Outcome::Read(challenge)) => match <[u8; 16]>::try_from(challenge) {
                Ok(challenge) => {
                    self.step = Step::Response;
                    Act::Write(Register::RESPONSE, respond(challenge).to_vec())
                }
                Err(_) => Act::Strange,
            },
            (Step::ScanPower, Outcome::Powered) => Act::Done,
            (Step::ScanPower, Outcome::Elapsed) if self.tries < Self::TRIES => {
                self.tries += 1;
                self.read(Step::Status)
            }
            (Step::ScanPower, Outcome::Elapsed) => Act::Asleep,
            _ => Act::Strange,
        }
    }

    fn read(&mut self, step: Step) -> Act {
        self.step = step;
        Act::Read(Register::HWSTAT, 1)
    }

    fn write(&mut self, step: Step, status: u8) -> Act {
        self.step = step;
        Act::Write(Register::HWSTAT, vec![status])
    }

    fn sleep(&mut self) -> Act {
        if self.status & hwstat::ASLEEP != 0 {
            self.polls = 0;
            return self.power_on();
        }
        self.status |= hwstat::ASLEEP;
        self.write(Step::Sleep, self.status)
    }

    fn power_on(&mut self) -> Act {
        self.write(Step::PowerOn, self.status & hwstat::KEPT)
    }

    fn pause(&mut self, step: Step) -> Act {
        self.polls += 1;
        if self.polls >= Self::POLLS {
            return Act::Asleep;
        }
        self.step = step;
        Act::Wait(Self::PAUSE)
    }
}

/// What the reader wants to hear after `challenge`.
pub(super) fn respond(challenge: [u8; 16]) -> [u8; 16] {
    let mut block = challenge.into();
    Aes128::new(&PowerUp::KEY.into()).encrypt_block(&mut block);
    block.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_response_is_the_challenge_encrypted() {
        // Reckoned with another implementation of AES-128.
        let response =
            [0x78, 0x75, 0x04, 0x1b, 0x70, 0x04, 0xb6, 0x85, 0x54, 0x29, 0xaa, 0x66, 0x5b, 0x57, 0x62, 0xe3];
        assert_eq!(respond(*b"sixteen bytes, 0"), response);
    }
}
