//! `regorus-bench POLICY INPUT RULE SECONDS [DATA]`: microseconds that an evaluation of a rule takes in regorus, as a mean over so many
//! seconds after a warm-up; with 0 seconds, the rule's value as JSON. The engine compiles and reads once; every evaluation gets the input
//! anew, so that none is answered from the one before.
use std::time::{Duration, Instant};

use regorus::{Engine, Value};

type Failure = Box<dyn std::error::Error>;

fn read(path: &str) -> Result<Value, Failure> {
    Ok(Value::from_json_str(&std::fs::read_to_string(path)?)?)
}

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (policy, input, rule, seconds, data) = match args.as_slice() {
        [policy, input, rule, seconds] => (policy, input, rule, seconds, None),
        [policy, input, rule, seconds, data] => (policy, input, rule, seconds, Some(data)),
        _ => return Err("usage: regorus-bench POLICY INPUT RULE SECONDS [DATA]".into()),
    };
    let length = Duration::from_secs_f64(seconds.parse()?);

    let mut engine = Engine::new();
    engine.add_policy(policy.clone(), std::fs::read_to_string(policy)?)?;
    if let Some(path) = data {
        engine.add_data(read(path)?)?;
    }
    let input = read(input)?;
    let mut once = || -> Result<Value, Failure> {
        engine.set_input(input.clone());
        Ok(engine.eval_rule(rule.clone())?)
    };

    let value = once()?;
    if value == Value::Undefined {
        return Err(format!("{rule} is undefined").into());
    }
    if length.is_zero() {
        println!("{}", value.to_json_str()?);
        return Ok(());
    }
    let warm = Instant::now();
    while warm.elapsed() < length.mul_f64(0.4) {
        once()?;
    }
    let start = Instant::now();
    let mut count = 0u32;
    while start.elapsed() < length {
        once()?;
        count += 1;
    }
    println!("{}", start.elapsed().as_secs_f64() * 1e6 / f64::from(count));
    Ok(())
}
