// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/random_run.hpp"
#include "experiment/results/json.hpp"
#include "experiment/run/run.hpp"
#include "rooms.hpp"

// Checks of law tests: what must be true of any run, for results as JSON.

namespace deltasim::test
{

/// One run in a child process: its JSON, values that the JSON leaves out, and the bits of all weights, biases and
/// optimizer states.
Json run_in_child(const RandomRun& run, const Schedule& schedule, Engine engine, bool values,
                  FoldSettings folding = {});

/// Requires that the run folds to what stepping gave: as usual, and with loops of `few_steps`, too; 0: drawn.
void check_fold(const Json& stepped, const RandomRun& run, const Schedule& schedule, std::uint64_t few_steps = 0);
/// These bits after the reference step of a streaming machine.
Json reference_bits(const RandomRun& run, const Schedule& schedule);

/// Without the fields in which engines may differ: how many steps were folded.
Json without_engine(Json result);
/// The patch that turns `a` into `b`.
std::string difference(const Json& a, const Json& b);

/// The operand rows of the run equal the schedule's formula.
void check_operands(const Json& run, const RandomRun& drawn, const Schedule& schedule);
/// Memory accesses are no more than operand accesses; exactly as many if nothing shares an access.
void check_accesses(const Json& run, const ProcessorConfig& processor, const TensorPrecisions& precisions);
/// The words moved are all words of an operand, or, if lanes share them, without copies; their bits are those of the
/// tensor.
void check_words(const Json& run, const RandomRun& drawn);
/// The operations are the sum over all precisions.
void check_operations(const Json& run);
/// Every part of the energy follows from counts and time; each formula is written out here. Returns the energy of
/// refreshing eDRAM.
double check_energy(const Json& run, const PricedProcessor& priced);
/// The energy of all accesses, by phase and by memory, is that of the memories without refreshes. Causes of time sum to
/// the cycles, and tensors fit in their memories.
void check_parts(const Json& run, double refreshes_pj);
/// No resource is busy for longer than the run; the controller has issued `steps`. `engine_ports`: ports of each bank
/// for the DMA engine.
void check_time(const Json& result, const ProcessorConfig& processor, double steps, double engine_ports = 0.0);
/// Every rank is refreshed once per tREFI, all of its banks at once or one after the other, some of them later. The run
/// ends within the PE clock with which "seconds" ends.
void check_refreshes(const Json& run, const ProcessorConfig& processor);

}  // namespace deltasim::test
