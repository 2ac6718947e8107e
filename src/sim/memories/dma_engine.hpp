// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <systemc>

#include "core/clock.hpp"
#include "core/ring.hpp"
#include "machine/processor.hpp"
#include "sim/state/state_archive.hpp"

// The engine that moves tiles between memories, burst by burst, in program order. At most one burst begins in each
// clock, on a channel that has finished its previous burst. Bursts are written in the order in which they began.

namespace deltasim::sim
{

/// The whole state of the engine.
struct DmaState {
    Ring<Ticks> channel_free;  ///< the channel that is used next comes first
    Ticks next_begin{0};
    Ticks last_written{0};  ///< when the latest burst was sent on to its destination
    Ticks done{0};          ///< when all bursts so far have arrived
};

/// How the training controller uses the engine.
class DmaInterface : public virtual sc_core::sc_interface
{
public:
    /// Begins a burst that may begin at `earliest`. Returns when it begins.
    virtual Ticks begin(Ticks earliest) = 0;
    /// Sends on that burst, which was read at `read`. Returns when.
    virtual Ticks write(Ticks read) = 0;
    /// That burst has arrived.
    virtual void end(Ticks arrived) = 0;
    [[nodiscard]] virtual Ticks done() const = 0;

    virtual void encode(StateEncoder& encoder) const = 0;
    virtual void decode(StateDecoder& decoder) = 0;
};

class DmaEngine final : public sc_core::sc_module, public DmaInterface
{
public:
    DmaEngine(sc_core::sc_module_name name, const machine::DmaConfig& config, Clock clock)
        : sc_module(name), clock_(clock)
    {
        state_.channel_free.assign(config.channels, Ticks(0));
    }

    Ticks begin(Ticks earliest) override
    {
        const Ticks start =
            clock_.edge_at_or_after(std::max({earliest, state_.next_begin, state_.channel_free.front()}));
        state_.next_begin = start + clock_.period();
        return start;
    }
    Ticks write(Ticks read) override
    {
        state_.last_written = std::max(state_.last_written, read);
        return state_.last_written;
    }
    void end(Ticks arrived) override
    {
        state_.channel_free.take_front() = arrived;
        state_.done = std::max(state_.done, arrived);
    }
    [[nodiscard]] Ticks done() const override { return state_.done; }

    void encode(StateEncoder& encoder) const override { describe(encoder, *this); }
    void decode(StateDecoder& decoder) override { describe(decoder, *this); }

private:
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [channel_free, next_begin, last_written, done] = self.state_;
        for (std::size_t i = 0; i < channel_free.size(); ++i) archive.issue_time(channel_free[i]);
        archive.issue_time(next_begin);
        archive.issue_time(last_written);
        archive.issue_time(done);
    }

    Clock clock_;
    DmaState state_;
};

}  // namespace deltasim::sim
