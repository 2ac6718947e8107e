// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/random_run.hpp"
#include "experiment/results/json.hpp"
#include "experiment/run/run.hpp"
#include "rooms.hpp"

// What must be true of any run, of results as JSON: the checks that law tests make.

namespace deltasim::test
{

/// One run in a child process: its JSON, what the JSON leaves out, and the bits of all weights, biases and optimizer
/// states.
Json run_in_child(const RandomRun& run, const Schedule& schedule, Engine engine, bool values);
/// The bits of these after the reference step of a streaming machine.
Json reference_bits(const RandomRun& run, const Schedule& schedule);

/// Without what may differ between the engines: how many steps were folded.
Json without_engine(Json result);
/// The patch that makes `b` of `a`.
std::string difference(const Json& a, const Json& b);

/// Operand rows of the run are those of the schedule's formula.
void check_operands(const Json& run, const RandomRun& drawn, const Schedule& schedule);
/// Memories are accessed no more often than operands are; exactly as often where nothing shares an access.
void check_accesses(const Json& run, const ProcessorConfig& processor, const TensorPrecisions& precisions);
/// What is moved is every word of an operand, or without copies of it where the lanes share, in the bits of its tensor.
void check_words(const Json& run, const RandomRun& drawn);
/// Operations are those of all precisions.
void check_operations(const Json& run);
/// Every part of the energy, from counts and time, each formula written out. Returns that of refreshing eDRAM.
double check_energy(const Json& run, const PricedProcessor& priced);
/// The energy of all accesses, by phase and by memory, is that of the memories but for refreshes; causes of time sum to
/// the cycles, and tensors fit their memories.
void check_parts(const Json& run, double refreshes_pj);
/// No resource is busy for longer than the run; the controller has issued `steps`. `engine_ports`: what each bank has
/// for the DMA engine.
void check_time(const Json& result, const ProcessorConfig& processor, double steps, double engine_ports = 0.0);
/// Every rank is refreshed once a tREFI, of all of its banks or of one after the other, some of them later; the run
/// ends within the PE clock that "seconds" ends with.
void check_refreshes(const Json& run, const ProcessorConfig& processor);

}  // namespace deltasim::test
