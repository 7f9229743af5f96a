-- Asks the addresses of a file in turn, each thread from a place of its own; ends with JSON.
local paths = {}
local thread_number = 0

function setup(thread)
  thread:set("first", thread_number * 1009)
  thread_number = thread_number + 1
end

function init(args)
  for line in io.lines(args[1]) do
    paths[#paths + 1] = line
  end
  next_path = first % #paths
end

function request()
  next_path = next_path % #paths + 1
  return wrk.format("GET", paths[next_path])
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"n_answers": %d, "seconds": %.3f, "p50_ms": %.3f, "p99_ms": %.3f, "n_errors": %d, "mb": %.1f}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.bytes / 1e6))
end
