// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "config/dram_device.hpp"
#include "sim/timing_rules.hpp"

// From the number of a burst to its rank, bank group, bank and row. Every field is a power of two wide.

namespace deltasim
{

class AddressMapping
{
public:
    explicit AddressMapping(const DramDevice& device)
        : groups_(static_cast<std::uint32_t>(device.bank_groups)),
          banks_(static_cast<std::uint32_t>(device.banks_per_group))
    {
        unsigned shift = 0;
        for (auto field = device.mapping.rbegin(); field != device.mapping.rend(); ++field) {
            const std::uint64_t size = size_of(*field, device);
            fields_[static_cast<std::size_t>(*field)] = {shift, size - 1};
            shift += static_cast<unsigned>(std::countr_zero(size));
        }
    }

    [[nodiscard]] std::uint64_t row(std::uint64_t burst) const { return value(AddressField::row, burst); }

    [[nodiscard]] BankAddress bank(std::uint64_t burst) const
    {
        const auto rank = static_cast<std::uint32_t>(value(AddressField::rank, burst));
        const std::uint32_t group = rank * groups_ + static_cast<std::uint32_t>(value(AddressField::bank_group, burst));
        return {rank, group, group * banks_ + static_cast<std::uint32_t>(value(AddressField::bank, burst))};
    }

    /// The place of a bank numbered over the channel.
    [[nodiscard]] BankAddress place(std::uint32_t bank) const
    {
        const std::uint32_t group = bank / banks_;
        return {group / groups_, group, bank};
    }

    /// The bits of a burst's number that say its column.
    [[nodiscard]] std::uint64_t column_bits() const
    {
        const Field& column = fields_[static_cast<std::size_t>(AddressField::column)];
        return column.mask << column.shift;
    }

private:
    struct Field {
        unsigned shift = 0;
        std::uint64_t mask = 0;
    };

    static std::uint64_t size_of(AddressField field, const DramDevice& device)
    {
        switch (field) {
        case AddressField::row: return device.rows;
        case AddressField::rank: return device.ranks;
        case AddressField::bank_group: return device.bank_groups;
        case AddressField::bank: return device.banks_per_group;
        case AddressField::column: return device.columns / device.burst_length;
        }
        return 1;
    }

    [[nodiscard]] std::uint64_t value(AddressField field, std::uint64_t burst) const
    {
        const Field& place = fields_[static_cast<std::size_t>(field)];
        return (burst >> place.shift) & place.mask;
    }

    std::array<Field, address_field_names.size()> fields_{};
    std::uint32_t groups_;
    std::uint32_t banks_;
};

}  // namespace deltasim
