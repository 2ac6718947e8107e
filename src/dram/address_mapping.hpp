// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "dram/timing_rules.hpp"
#include "machine/dram_device.hpp"

// Maps the number of a burst to its channel, rank, bank group, bank, row and column. The size of every field is a power
// of two.

namespace deltasim::dram
{

/// The place of a burst.
struct DramAddress {
    std::uint32_t channel = 0;
    BankAddress bank;
    std::int64_t row = 0;
    std::uint32_t column = 0;  ///< in bursts
};

class AddressMapping
{
public:
    explicit AddressMapping(const machine::DramDevice& device)
        : groups_(static_cast<std::uint32_t>(device.bank_groups)),
          banks_(static_cast<std::uint32_t>(device.banks_per_group))
    {
        unsigned shift = 0;
        std::array<machine::AddressField, 3> top{};  // fields with more than one value, the most significant first
        top.fill(machine::AddressField::row);
        for (auto field = device.mapping.rbegin(); field != device.mapping.rend(); ++field) {
            const std::uint64_t size = device.size_of(*field);
            fields_[static_cast<std::size_t>(*field)] = {shift, size - 1};
            shift += static_cast<unsigned>(std::countr_zero(size));
            if (size > 1) top = {*field, top[0], top[1]};
        }
        row_on_top_ = top[0] == machine::AddressField::row;
        const bool below_rank = top[1] == machine::AddressField::rank && top[2] == machine::AddressField::bank;
        bank_below_row_ = row_on_top_ && (below_rank || top[1] == machine::AddressField::bank);
        const std::uint64_t groups = group_bits_below_column();
        const std::uint64_t lowest = groups | column_bits();
        if ((lowest & 1U) != 0 && std::has_single_bit(lowest + 1)) {
            neighbour_bits_ = lowest;
            neighbour_banks_ = groups + 1;
        }
    }

    [[nodiscard]] DramAddress address(std::uint64_t burst) const
    {
        const std::uint32_t rank = value(machine::AddressField::rank, burst);
        const std::uint32_t group = rank * groups_ + value(machine::AddressField::bank_group, burst);
        return {value(machine::AddressField::channel, burst),
                {rank, group, group * banks_ + value(machine::AddressField::bank, burst)},
                static_cast<std::int64_t>(value(machine::AddressField::row, burst)),
                value(machine::AddressField::column, burst)};
    }

    /// True if the row is the most significant field.
    [[nodiscard]] bool row_on_top() const { return row_on_top_; }

    /// True if also the bank within its group is the next field, apart from the rank.
    [[nodiscard]] bool bank_below_row() const { return bank_below_row_; }

    /// Bursts from one bank of a group to the next. The rank is above it or below.
    [[nodiscard]] std::uint64_t bank_step() const
    {
        return std::uint64_t{1} << fields_[static_cast<std::size_t>(machine::AddressField::bank)].shift;
    }

    /// The bits of a burst's number that hold its bank group, if the column is the next field above; 0 if it is not.
    [[nodiscard]] std::uint64_t group_bits_below_column() const
    {
        const Field& group = fields_[static_cast<std::size_t>(machine::AddressField::bank_group)];
        const Field& column = fields_[static_cast<std::size_t>(machine::AddressField::column)];
        const unsigned above = group.shift + static_cast<unsigned>(std::popcount(group.mask));
        return column.mask != 0 && column.shift == above ? group.mask << group.shift : 0;
    }

    /// How many bursts from this one on differ only in their column, and in their bank group if it is the lowest field:
    /// they go round neighbour_banks() banks. 0 if neither is the lowest field.
    [[nodiscard]] std::uint64_t neighbours(std::uint64_t burst) const
    {
        return neighbour_bits_ == 0 ? 0 : neighbour_bits_ - (burst & neighbour_bits_) + 1;
    }
    [[nodiscard]] std::uint64_t neighbour_banks() const { return neighbour_banks_; }
    /// The bank of `burst`, a neighbour of one at `at`.
    [[nodiscard]] BankAddress neighbour_bank(const BankAddress& at, std::uint64_t burst) const
    {
        const auto group_bits = static_cast<std::uint32_t>(neighbour_banks_ - 1);
        const std::uint32_t group = (at.group & ~group_bits) | (static_cast<std::uint32_t>(burst) & group_bits);
        return {at.rank, group, at.bank + (group - at.group) * banks_};
    }

    /// The bits of a burst's number that hold its column.
    [[nodiscard]] std::uint64_t column_bits() const
    {
        const Field& column = fields_[static_cast<std::size_t>(machine::AddressField::column)];
        return column.mask << column.shift;
    }

private:
    /// A field that is not listed has value 0.
    struct Field {
        unsigned shift = 0;
        std::uint64_t mask = 0;
    };

    [[nodiscard]] std::uint32_t value(machine::AddressField field, std::uint64_t burst) const
    {
        const Field& place = fields_[static_cast<std::size_t>(field)];
        return static_cast<std::uint32_t>((burst >> place.shift) & place.mask);
    }

    std::array<Field, machine::address_field_names.size()> fields_{};
    std::uint32_t groups_;
    std::uint32_t banks_;
    std::uint64_t neighbour_bits_ = 0;
    std::uint64_t neighbour_banks_ = 1;
    bool row_on_top_ = false;
    bool bank_below_row_ = false;
};

}  // namespace deltasim::dram
