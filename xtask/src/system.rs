//! What the system says of this process and of how busy the machine is; none where it does not tell.

/// Memory held by this process.
pub fn resident_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

/// Processor time that this process has used, its threads together, in seconds.
pub fn processor_s() -> Option<f64> {
    /// Of a second, on every Linux.
    const TICK: f64 = 0.01;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the program's name, which may hold anything: user and system time are fields 14 and 15.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some((ticks(14)? + ticks(15)?) * TICK)
}

/// Programs that wanted a processor, on average over the last minute.
pub fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}
