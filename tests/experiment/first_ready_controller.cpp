// SPDX-License-Identifier: MIT
#include "experiment/first_ready_controller.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "dram/address_mapping.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

using enum DramCommand;

/// When commands were issued to one bank, bank group or rank, by command.
using History = std::array<std::vector<std::int64_t>, dram_command_names.size()>;

struct Candidate {
    std::size_t request = 0;
    DramCommand command = activate;
};

class FirstReady
{
public:
    FirstReady(const DramDevice& device, std::span<const TraceRequest> requests)
        : device_(device), mapping_(device), requests_(requests), queues_(device.banks()), rows_(device.banks()),
          banks_(device.banks()), groups_(device.bank_groups)
    {
    }

    std::int64_t run()
    {
        std::size_t entered = 0;
        for (std::int64_t clock = requests_.front().cycle.value(); next_column_ < requests_.size(); ++clock) {
            if (entered < requests_.size() && requests_[entered].cycle.value() <= clock) {
                queues_[place(entered).bank.bank].push_back(entered);
                ++entered;
            }
            std::optional<Candidate> oldest;
            for (const std::deque<std::size_t>& queue : queues_) {
                if (queue.empty() || (oldest && oldest->request < queue.front())) continue;
                const Candidate candidate{queue.front(), needed(queue.front())};
                if (may_go(candidate, clock)) oldest = candidate;
            }
            if (oldest) issue(*oldest, clock);
        }
        return end_ - requests_.front().cycle.value();
    }

private:
    [[nodiscard]] DramAddress place(std::size_t request) const
    {
        return mapping_.address(requests_[request].address / device_.burst_bytes());
    }

    [[nodiscard]] DramCommand needed(std::size_t request) const
    {
        const DramAddress at = place(request);
        const std::optional<std::int64_t>& open = rows_[at.bank.bank];
        if (!open) return activate;
        if (*open != at.row) return precharge;
        return requests_[request].is_write ? write : read;
    }

    [[nodiscard]] bool may_go(const Candidate& candidate, std::int64_t clock) const
    {
        const bool is_column = candidate.command == read || candidate.command == write;
        if (is_column && candidate.request != next_column_) return false;
        return earliest(candidate.command, place(candidate.request).bank, false) <= clock;
    }

    /// By only the rules of the bank, or by all rules.
    [[nodiscard]] std::int64_t earliest(DramCommand command, const BankAddress& at, bool of_bank) const
    {
        std::int64_t clock = 0;
        for (const TimingRule& rule : device_.rules) {
            if (rule.following != command || (of_bank && rule.scope != RuleScope::bank)) continue;
            const History& history = rule.scope == RuleScope::bank         ? banks_[at.bank]
                                     : rule.scope == RuleScope::bank_group ? groups_[at.group]
                                                                           : rank_;
            const std::vector<std::int64_t>& issued = history[static_cast<std::size_t>(rule.preceding)];
            if (issued.size() >= rule.window)
                clock = std::max(clock, *(issued.end() - rule.window) + rule.delay_cycles);
        }
        return clock;
    }

    void issue(const Candidate& candidate, std::int64_t clock)
    {
        const DramAddress at = place(candidate.request);
        const auto command = static_cast<std::size_t>(candidate.command);
        for (History* history : {&banks_[at.bank.bank], &groups_[at.bank.group], &rank_}) {
            (*history)[command].push_back(clock);
        }
        if (candidate.command == activate) rows_[at.bank.bank] = at.row;
        if (candidate.command == precharge) rows_[at.bank.bank].reset();
        if (candidate.command != read && candidate.command != write) return;
        ++next_column_;
        queues_[at.bank.bank].pop_front();
        const std::uint64_t latency =
            candidate.command == read ? device_.read_latency_cycles : device_.write_latency_cycles;
        end_ = std::max(end_, clock + static_cast<std::int64_t>(latency + device_.burst_cycles()));
        if (device_.page == PagePolicy::open) return;
        rows_[at.bank.bank].reset();
        const std::int64_t closes = std::max(clock, earliest(precharge, at.bank, true));
        banks_[at.bank.bank][static_cast<std::size_t>(precharge)].push_back(closes);
    }

    const DramDevice& device_;
    AddressMapping mapping_;
    std::span<const TraceRequest> requests_;
    std::vector<std::deque<std::size_t>> queues_;    ///< by bank
    std::vector<std::optional<std::int64_t>> rows_;  ///< open, by bank
    std::vector<History> banks_;
    std::vector<History> groups_;
    History rank_;
    std::size_t next_column_ = 0;  ///< the request whose column command is issued next
    std::int64_t end_ = 0;
};

}  // namespace

std::uint64_t first_ready_cycles(const DramDevice& device, std::span<const TraceRequest> requests)
{
    return static_cast<std::uint64_t>(FirstReady(device, requests).run());
}

}  // namespace deltasim::test
