// SPDX-License-Identifier: MIT
#include "energy/dram_energy.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "core/real.hpp"

namespace deltasim::energy
{

namespace
{

constexpr std::string_view currents_key = "processor.dram.device.currents_ma";

[[noreturn]] void fail(const std::string& key, const std::string& message) { throw InputError({{{}, key, message}}); }

/// One supply rail of one device: turns charges in mA x clocks into energies in pJ.
class RailMeter
{
public:
    RailMeter(const DramCounts& counts, const machine::DramDevice& device, std::size_t rail,
              machine::DatasheetFormula formula)
        : counts_(counts), device_(device), currents_(*device.currents), rail_(currents_.rails[rail]),
          key_(fmt::format("{}.rails[{}]", currents_key, rail + 1)), formula_(formula)
    {
    }

    DramEnergyByKind energy() { return formula_ == machine::DatasheetFormula::micron ? micron() : drampower(); }

private:
    [[nodiscard]] double current(machine::Current name) const
    {
        const auto index = static_cast<std::size_t>(name);
        if (rail_.milliamperes[index]) return *rail_.milliamperes[index];
        if (name == machine::Current::I_beta) return current(machine::Current::IDD0);
        fail(fmt::format("{}.{}", key_, machine::current_names[index]),
             fmt::format("DRAM device \"{}\" lacks this current of rail {}, and its energy needs it", device_.name,
                         rail_.name));
    }

    [[nodiscard]] std::uint64_t rated_hz() const { return std::max(device_.rated_clock_hz, device_.clock_hz); }

    [[nodiscard]] double bank_refresh_cycles() const
    {
        if (device_.bank_refresh_cycles > 0) return real(device_.bank_refresh_cycles);
        fail("processor.dram.device.timing_cycles.tRFCpb",
             fmt::format("DRAM device \"{}\" lacks this timing, and the energy of refreshing single banks needs it",
                         device_.name));
    }

    /// Books `count` times a charge in mA x clocks of a clock of so many hertz. Charges that scale with the clock are
    /// given at the rated clock; charges of refreshes, which keep their time, at the clock of the device. `why`:
    /// explains a negative charge to the user.
    template <class Why>
    void book(DramEnergyKind kind, double count, double charge, std::uint64_t clock_hz, const Why& why)
    {
        constexpr double rounding = 1e-6;  // rounding error of sums that cancel, in mA x clocks
        if (charge < -rounding) {
            fail(key_, fmt::format("DRAM device \"{}\" has a negative {} energy on rail {} by the formula {}: {}",
                                   device_.name, dram_energy_kind_names[kind], rail_.name,
                                   machine::datasheet_formula_names[formula_], why()));
        }
        const double nanoseconds = 1e9 / real(clock_hz);
        by_kind_[static_cast<std::size_t>(kind)] +=
            Picojoules(count * std::max(charge, 0.0) * rail_.volts * nanoseconds * real(device_.devices_per_rank()));
    }

    /// Books bursts: the part of their current above that of open rows.
    void book_bursts()
    {
        const auto burst = [&](DramEnergyKind kind, std::uint64_t count, machine::Current name) {
            if (count == 0) return;
            const double open = current(machine::Current::IDD3N);
            book(kind, real(count), (current(name) - open) * real(device_.burst_cycles()), rated_hz(), [&] {
                return fmt::format("{} ({:g} mA) is below IDD3N ({:g} mA)", machine::current_names[name], current(name),
                                   open);
            });
        };
        burst(DramEnergyKind::read, counts_.reads, machine::Current::IDD4R);
        burst(DramEnergyKind::write, counts_.writes, machine::Current::IDD4W);
    }

    void book_refreshes(std::uint64_t count, double milliamperes, double background, double cycles)
    {
        book(DramEnergyKind::refresh, real(count), (milliamperes - background) * cycles, device_.clock_hz, [&] {
            return fmt::format("a refresh draws {:g} mA, less than the {:g} mA of the background", milliamperes,
                               background);
        });
    }

    /// Books the background for clocks of ranks and banks.
    void book_background(double precharged, double shared_cycles, double bank_cycles, double shared, double bank)
    {
        const DramIdleCycles& idle = counts_.idle;
        const double stopped =
            real(idle.active_power_down) + real(idle.precharged_power_down) + real(idle.self_refresh);
        const double all = real(counts_.cycles) * real(device_.ranks) * real(device_.channels) - stopped;
        // A refresh that is cut off by the end of the run counts in full.
        const double active = std::min(shared_cycles, all);
        const auto below = [&] {
            return fmt::format("IDD3N ({:g} mA) is below IDD2N ({:g} mA)", current(machine::Current::IDD3N),
                               precharged);
        };
        book(DramEnergyKind::active_background, 1.0, shared * active + bank * bank_cycles, rated_hz(), below);
        book(DramEnergyKind::precharged_background, 1.0, precharged * (all - active), rated_hz(), below);
        const auto stop = [&](DramEnergyKind kind, std::uint64_t cycles, machine::Current name,
                              std::uint64_t clock_hz) {
            if (cycles > 0) book(kind, real(cycles), current(name), clock_hz, [] { return std::string(); });
        };
        stop(DramEnergyKind::active_power_down, idle.active_power_down, machine::Current::IDD3P, rated_hz());
        stop(DramEnergyKind::precharged_power_down, idle.precharged_power_down, machine::Current::IDD2P, rated_hz());
        stop(DramEnergyKind::self_refresh, idle.self_refresh, machine::Current::IDD6, device_.clock_hz);
    }

    DramEnergyByKind micron()
    {
        const double precharged = current(machine::Current::IDD2N);
        const double open = current(machine::Current::IDD3N);
        if (counts_.activates > 0) {
            const double row = current(machine::Current::IDD0);
            const double tRAS = real(currents_.row_cycles);
            const double tRP = real(currents_.precharge_cycles);
            book(DramEnergyKind::activate, real(counts_.activates), row * (tRAS + tRP) - open * tRAS - precharged * tRP,
                 rated_hz(), [&] {
                     return fmt::format(
                         "IDD0 ({:g} mA) over tRAS + tRP is less than IDD3N ({:g} mA) over tRAS and IDD2N ({:g} mA) "
                         "over tRP. IDD0 is measured with one bank open, but IDD3N with all banks open if "
                         "idd3n_open_banks is all; the formula drampower corrects for this with a rho below 1",
                         row, open, precharged);
                 });
        }
        book_bursts();
        if (counts_.refreshes > 0) {
            book_refreshes(counts_.refreshes, current(machine::Current::IDD5B), open, real(device_.refresh_cycles));
        }
        if (counts_.bank_refreshes > 0) {
            book_refreshes(counts_.bank_refreshes, bank_refresh_current(precharged), open, bank_refresh_cycles());
        }
        book_background(precharged, real(counts_.rank_active_cycles), 0.0, open, 0.0);
        return by_kind_;
    }

    /// IDD5PB while banks are refreshed, computed from the average that LPDDR's standard specifies.
    [[nodiscard]] double bank_refresh_current(double precharged) const
    {
        const double given = current(machine::Current::IDD5PB);
        if (currents_.idd3n_open_banks == machine::OpenBanks::all) return given;
        const double cycles = bank_refresh_cycles();
        const double interval = real(device_.refresh_interval_cycles) / 8.0;
        return (given * interval - precharged * (interval - cycles)) / cycles;
    }

    DramEnergyByKind drampower()
    {
        const double banks = real(device_.bank_groups * device_.banks_per_group);
        const double rho = currents_.rho;
        const double precharged = current(machine::Current::IDD2N);
        const double open = current(machine::Current::IDD3N);
        const bool all_open = currents_.idd3n_open_banks == machine::OpenBanks::all;
        const double shared = all_open ? rho * (open - precharged) + precharged
                                       : (banks * rho * open + (1.0 - rho) * precharged) / (banks * rho + 1.0 - rho);
        const double one = all_open ? (open + (banks - 1.0) * shared) / banks : open;
        const auto open_current = [&](double open_banks) { return shared + open_banks * (one - shared); };

        const double tRAS = real(currents_.row_cycles);
        const double tRP = real(currents_.precharge_cycles);
        if (counts_.activates > 0) {
            const double opening =
                (current(machine::Current::IDD0) * (tRP + tRAS) - current(machine::Current::I_beta) * tRP) / tRAS;
            book(DramEnergyKind::activate, real(counts_.activates), (opening - one) * tRAS, rated_hz(), [&] {
                return fmt::format("IDD0 ({:g} mA) leaves {:g} mA while a row is opened, less than the {:g} mA of one "
                                   "open bank by IDD3N ({:g} mA), IDD2N ({:g} mA) and rho ({:g}); a smaller rho "
                                   "gives one bank a smaller share of IDD3N",
                                   current(machine::Current::IDD0), opening, one, open, precharged, rho);
            });
        }
        if (counts_.precharges > 0) {
            const double closing = current(machine::Current::I_beta);
            book(DramEnergyKind::precharge, real(counts_.precharges), (closing - precharged) * tRP, rated_hz(), [&] {
                return fmt::format("I_beta, or IDD0 in its place ({:g} mA), is below IDD2N ({:g} mA)", closing,
                                   precharged);
            });
        }
        book_bursts();
        double rank_cycles = real(counts_.rank_active_cycles);
        double bank_cycles = real(counts_.bank_active_cycles);
        if (counts_.refreshes > 0) {
            const double cycles = real(device_.refresh_cycles);
            book_refreshes(counts_.refreshes, current(machine::Current::IDD5B), open_current(banks), cycles);
            rank_cycles += real(counts_.refreshes) * cycles;
            bank_cycles += real(counts_.refreshes) * cycles * banks;
        }
        if (counts_.bank_refreshes > 0) {
            const double at_once = real(currents_.banks_per_bank_refresh);
            const double cycles = bank_refresh_cycles();
            book_refreshes(counts_.bank_refreshes, bank_refresh_current(precharged), open_current(at_once), cycles);
            rank_cycles += real(counts_.bank_refresh_only_cycles);
            bank_cycles += real(counts_.bank_refreshes) * cycles * at_once;
        }
        book_background(precharged, rank_cycles, bank_cycles, shared, one - shared);
        return by_kind_;
    }

    const DramCounts& counts_;
    const machine::DramDevice& device_;
    const machine::DramCurrents& currents_;
    const machine::SupplyRail& rail_;
    std::string key_;
    machine::DatasheetFormula formula_;
    DramEnergyByKind by_kind_{};
};

/// Watts of a data line during a burst.
double line_watts(const machine::DramTermination& termination, const machine::LineEnds& ends)
{
    const double squared = termination.volts * termination.volts;
    if (termination.to != machine::TerminatedTo::half) return squared / (2.0 * (ends.driver_ohm + ends.odt_ohm));
    const double driver = 1.0 / ends.driver_ohm;
    const double resistor = 1.0 / (2.0 * ends.odt_ohm);
    return squared * resistor * (driver + resistor) / (driver + 2.0 * resistor);
}

DramEnergy::Rail line_energy(const DramCounts& counts, const machine::DramDevice& device)
{
    const machine::DramTermination& termination = *device.termination;
    const double seconds = real(device.burst_cycles()) / real(device.clock_hz);
    const double lines = real(termination.lines) * real(device.devices_per_rank());
    const auto bursts = [&](std::uint64_t count, const machine::LineEnds& ends) {
        return Picojoules(real(count) * seconds * lines * line_watts(termination, ends) * 1e12);
    };
    DramEnergy::Rail rail{"termination", true, {}};
    rail.by_kind[static_cast<std::size_t>(DramEnergyKind::read)] = bursts(counts.reads, termination.read);
    rail.by_kind[static_cast<std::size_t>(DramEnergyKind::write)] = bursts(counts.writes, termination.write);
    return rail;
}

}  // namespace

Picojoules DramEnergy::of(DramEnergyKind kind) const
{
    Picojoules sum{0.0};
    for (const Rail& rail : rails) {
        if (!rail.interface) sum += rail.by_kind[static_cast<std::size_t>(kind)];
    }
    return sum;
}

Picojoules DramEnergy::commands() const
{
    using enum DramEnergyKind;
    return of(activate) + of(precharge) + of(read) + of(write) + of(refresh);
}

Picojoules DramEnergy::background() const
{
    using enum DramEnergyKind;
    return of(active_background) + of(precharged_background) + of(active_power_down) + of(precharged_power_down) +
           of(self_refresh);
}

std::optional<Picojoules> DramEnergy::interface() const
{
    std::optional<Picojoules> sum;
    for (const Rail& rail : rails) {
        if (!rail.interface) continue;
        for (const Picojoules energy : rail.by_kind) sum = sum.value_or(Picojoules(0.0)) + energy;
    }
    return sum;
}

DramEnergy datasheet_energy(const DramCounts& counts, const machine::DramDevice& device,
                            machine::DatasheetFormula formula)
{
    if (!device.currents) {
        fail(std::string(currents_key),
             fmt::format("DRAM device \"{}\" has no currents, and view: datasheet of the cost table needs them: give "
                         "the device currents_ma, or take a table that prices DRAM by access",
                         device.name));
    }
    DramEnergy energy;
    energy.formula = formula;
    for (std::size_t i = 0; i < device.currents->rails.size(); ++i) {
        const machine::SupplyRail& rail = device.currents->rails[i];
        energy.rails.push_back({rail.name, rail.interface, RailMeter(counts, device, i, formula).energy()});
    }
    if (device.termination) energy.rails.push_back(line_energy(counts, device));
    return energy;
}

}  // namespace deltasim::energy
