// SPDX-License-Identifier: MIT
#include "experiment/replay/command_list.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/document/node.hpp"
#include "core/diagnostic.hpp"
#include "core/enum_names.hpp"
#include "experiment/replay/command_tally.hpp"

namespace deltasim::experiment
{

namespace
{

using enum machine::DramCommand;

/// Beyond the last cycle of a trace, so that the commands of every replay can be priced.
constexpr std::int64_t latest_cycle = 3'999'999'999'999'999'999;

struct CommandName {
    std::string_view name;  ///< in small letters
    machine::DramCommand command;
    bool auto_precharge = false;
    bool whole_rank = false;
    std::optional<machine::IdleState> idle{};  ///< not a command: the rank enters or leaves this state
    bool idle_begins = false;
};
constexpr auto power_down = machine::IdleState::power_down;
constexpr auto self_refresh = machine::IdleState::self_refresh;
constexpr std::array<CommandName, 39> command_names{{
    {"activate", activate},
    {"act", activate},
    {"precharge", precharge},
    {"pre", precharge},
    {"precharge_all", precharge, false, true},
    {"prea", precharge, false, true},
    {"preab", precharge, false, true},
    {"read", read},
    {"rd", read},
    {"read_auto_precharge", read, true},
    {"read_p", read, true},
    {"rda", read, true},
    {"write", write},
    {"wr", write},
    {"write_auto_precharge", write, true},
    {"write_p", write, true},
    {"wra", write, true},
    {"refresh", refresh, false, true},
    {"ref", refresh, false, true},
    {"refa", refresh, false, true},
    {"refab", refresh, false, true},
    {"refresh_bank", refresh_bank},
    {"refb", refresh_bank},
    {"refpb", refresh_bank},
    {"refsb", refresh_bank},
    {"power_down", refresh, false, true, power_down, true},
    {"pde", refresh, false, true, power_down, true},
    {"pdea", refresh, false, true, power_down, true},
    {"pdep", refresh, false, true, power_down, true},
    {"power_down_exit", refresh, false, true, power_down},
    {"pdx", refresh, false, true, power_down},
    {"pdxa", refresh, false, true, power_down},
    {"pdxp", refresh, false, true, power_down},
    {"self_refresh", refresh, false, true, self_refresh, true},
    {"sre", refresh, false, true, self_refresh, true},
    {"srefen", refresh, false, true, self_refresh, true},
    {"self_refresh_exit", refresh, false, true, self_refresh},
    {"srx", refresh, false, true, self_refresh},
    {"srefex", refresh, false, true, self_refresh},
}};

enum class Field : std::uint8_t { cycle, command, channel, rank, bank_group, bank, row, column, repeats, interval };
constexpr EnumNames<Field, 10> field_names{
    {"cycle", "command", "channel", "rank", "bank_group", "bank", "row", "column", "repeats", "interval"}};

std::string small(std::string_view text)
{
    std::string letters(text);
    for (char& c : letters) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return letters;
}

/// A value and its column in the line, from 1.
struct Word {
    std::string_view text;
    std::size_t column = 1;
};

/// The values of a line. If the line has commas, these separate values, which may be empty; else blanks do.
std::vector<Word> words_of(std::string_view line)
{
    std::vector<Word> words;
    line = line.substr(0, line.find('#'));
    const bool commas = line.find(',') != std::string_view::npos;
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    for (std::size_t at = 0; at <= line.size();) {
        while (at < line.size() && blank(line[at])) ++at;
        std::size_t end = at;
        while (end < line.size() && (commas ? line[end] != ',' : !blank(line[end]))) ++end;
        std::string_view text = line.substr(at, end - at);
        while (!text.empty() && blank(text.back())) text.remove_suffix(1);
        if (commas || !text.empty()) words.push_back({text, at + 1});
        at = end + 1;
    }
    if (words.size() == 1 && words.front().text.empty()) words.clear();
    return words;
}

/// Reads lines into commands.
class Lines
{
public:
    Lines(std::string file, const machine::DramDevice& device, CommandTally& tally)
        : file_(std::move(file)), device_(device), tally_(tally)
    {
    }

    void read(std::string_view line)
    {
        ++line_;
        words_ = words_of(line);
        if (words_.empty()) return;
        if (!seen_first_ && !is_number(words_.front().text)) return read_header();
        seen_first_ = true;
        const std::size_t most = fields_.size() + (has_repeats_ ? 0 : 2);
        if (words_.size() != 3 && words_.size() > most) {
            refuse(words_[most].column, fmt::format("expected {} values at most, found {}", most, words_.size()));
        }
        add();
    }

private:
    static bool is_number(std::string_view text) { return !text.empty() && text.front() >= '0' && text.front() <= '9'; }

    void read_header()
    {
        seen_first_ = true;
        fields_.clear();
        for (const Word& word : words_) {
            std::string name = small(word.text);
            if (name == "bankgroup") name = "bank_group";
            if (name == "clk" || name == "clock") name = "cycle";
            const std::optional<Field> found = field_names.find(name);
            if (!found) {
                refuse(word.column, fmt::format("expected one of {}, or a cycle, found {}",
                                                fmt::join(field_names, ", "), config::quoted_text(word.text)));
            }
            if (std::find(fields_.begin(), fields_.end(), *found) != fields_.end()) {
                refuse(word.column, fmt::format("the column {} is named twice", field_names[*found]));
            }
            fields_.push_back(*found);
        }
        has_repeats_ = std::find(fields_.begin(), fields_.end(), Field::repeats) != fields_.end();
        for (const Field needed : {Field::cycle, Field::command}) {
            if (std::find(fields_.begin(), fields_.end(), needed) != fields_.end()) continue;
            refuse(1, fmt::format("lacks the column {}", field_names[needed]));
        }
    }

    /// A row or a column of DRAM, in decimal or hexadecimal, as other simulators write it. Returns nothing if the value
    /// is not a number. Throws InputError if the device does not have this row or column.
    [[nodiscard]] std::optional<std::uint64_t> place_of(const Word* word, Field field, std::uint64_t below) const
    {
        if (word == nullptr) return std::nullopt;
        const bool hexadecimal = word->text.starts_with("0x") || word->text.starts_with("0X");
        const std::string_view digits = word->text.substr(hexadecimal ? 2 : 0);
        std::uint64_t place = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), place, hexadecimal ? 16 : 10);
        if (digits.empty() || error == std::errc::invalid_argument || end != digits.data() + digits.size()) {
            return std::nullopt;
        }
        if (error == std::errc::result_out_of_range || place >= below) {
            refuse(word->column, fmt::format("expected a {} from 0 to {}, found {}", field_names[field], below - 1,
                                             config::quoted_text(word->text)));
        }
        return place;
    }

    void add()
    {
        const bool short_form = words_.size() == 3 && fields_.size() != 3;
        std::array<const Word*, field_names.size()> by_field{};
        for (std::size_t i = 0; i < words_.size(); ++i) {
            const Field field = short_form            ? std::array{Field::cycle, Field::command, Field::bank}[i]
                                : i < fields_.size()  ? fields_[i]
                                : i == fields_.size() ? Field::repeats
                                                      : Field::interval;
            by_field[static_cast<std::size_t>(field)] = &words_[i];
        }
        const auto number = [&](Field field, std::uint64_t below, std::uint64_t missing) {
            const Word* const word = by_field[static_cast<std::size_t>(field)];
            if (word == nullptr || word->text.empty()) return missing;
            std::uint64_t value = 0;
            const auto [end, error] = std::from_chars(word->text.data(), word->text.data() + word->text.size(), value);
            const bool whole = error == std::errc() && end == word->text.data() + word->text.size();
            if (!whole || value >= below) {
                refuse(word->column, fmt::format("expected a {} from 0 to {}, found {}", field_names[field], below - 1,
                                                 config::quoted_text(word->text)));
            }
            return value;
        };
        const Word* const command_word = by_field[static_cast<std::size_t>(Field::command)];
        const CommandName name = named(command_word != nullptr ? *command_word : Word{"", words_.back().column});
        ListedCommand command;
        command.command = name.command;
        command.auto_precharge = name.auto_precharge;
        command.idle = name.idle;
        command.idle_begins = name.idle_begins;
        constexpr auto end_of_time = static_cast<std::uint64_t>(latest_cycle) + 1;
        command.clock = static_cast<std::int64_t>(number(Field::cycle, end_of_time, 0));
        if (command.clock < last_clock_) {
            refuse(words_.front().column, fmt::format("expected a cycle of at least {}, that of the command before, "
                                                      "found {}",
                                                      last_clock_, command.clock));
        }
        last_clock_ = command.clock;
        command.channel = static_cast<std::uint32_t>(number(Field::channel, device_.channels, 0));
        command.rank = static_cast<std::uint32_t>(number(Field::rank, device_.ranks, 0));
        const Word* const bank_word = by_field[static_cast<std::size_t>(Field::bank)];
        const bool no_bank = bank_word == nullptr || bank_word->text.empty();
        command.whole_rank = name.whole_rank || (name.command == precharge && no_bank);
        if (!command.whole_rank) {
            if (no_bank) refuse(words_.back().column, "lacks the bank");
            const std::uint64_t group = number(Field::bank_group, device_.bank_groups, 0);
            const std::uint64_t banks = short_form ? device_.banks_per_rank() : device_.banks_per_group;
            command.bank = static_cast<std::uint32_t>(group * device_.banks_per_group + number(Field::bank, banks, 0));
        }
        // Other simulators write any row with commands that have no row, so it is not read there.
        if (!command.whole_rank && name.command != refresh_bank) {
            command.row = place_of(by_field[static_cast<std::size_t>(Field::row)], Field::row, device_.rows);
        }
        if (name.command == machine::DramCommand::read || name.command == write) {
            static_cast<void>(
                place_of(by_field[static_cast<std::size_t>(Field::column)], Field::column, device_.columns));
        }
        command.repeats = std::max<std::uint64_t>(1, number(Field::repeats, end_of_time, 1));
        command.interval = static_cast<std::int64_t>(number(Field::interval, end_of_time, 0));
        const bool is_refresh = command.command == refresh || command.command == refresh_bank;
        const bool ends =
            command.interval > 0 &&
            command.repeats <= static_cast<std::uint64_t>((latest_cycle - command.clock) / command.interval);
        if (command.repeats > 1 && (!is_refresh || !ends)) {
            refuse(words_.back().column, "expected repeats of a refresh, or of power-down between refreshes, at an "
                                         "interval from 1 on, up to the last cycle that can be counted");
        }
        if (const std::string why = tally_.add(command); !why.empty()) {
            refuse(command_word->column, fmt::format("{} at cycle {}: {}", name.name, command.clock, why));
        }
    }

    [[nodiscard]] CommandName named(const Word& word) const
    {
        const std::string name = small(word.text);
        const auto found = std::find_if(command_names.begin(), command_names.end(),
                                        [&](const CommandName& one) { return one.name == name; });
        if (found != command_names.end()) return *found;
        refuse(word.column,
               fmt::format("expected a command such as activate, precharge, read, read_auto_precharge, write, refresh, "
                           "refresh_bank, or ACT, PRE, PREA, RD, RDA, WR, WRA, REFab, REFpb, found {}",
                           word.text.empty() ? "nothing" : config::quoted_text(word.text)));
    }

    [[noreturn]] void refuse(std::size_t column, const std::string& message) const
    {
        constexpr std::uint64_t last_line = std::numeric_limits<int>::max();
        throw InputError(
            {{{file_, static_cast<int>(std::min(line_, last_line)), static_cast<int>(column)}, "", message}});
    }

    std::string file_;
    const machine::DramDevice& device_;
    CommandTally& tally_;
    std::vector<Field> fields_{Field::cycle,      Field::command, Field::channel, Field::rank,
                               Field::bank_group, Field::bank,    Field::row,     Field::column};
    std::vector<Word> words_;
    bool seen_first_ = false;
    bool has_repeats_ = false;  ///< `repeats` is one of the columns, not a value after them
    std::uint64_t line_ = 0;
    std::int64_t last_clock_ = 0;
};

}  // namespace

CommandListReport price_commands(os::TextInput& list, const machine::DramDevice& device,
                                 const CommandListSettings& settings, const std::function<void()>& progress)
{
    constexpr std::size_t block_bytes = std::size_t{1} << 16U;
    CommandTally tally(device, static_cast<std::int64_t>(settings.cycles));
    Lines lines(list.name(), device, tally);
    std::string text;
    for (bool ended = false; !ended;) {
        progress();
        const std::size_t kept = text.size();
        if (kept > block_bytes) {
            throw InputError(
                {{{list.name(), 0, 0}, "", fmt::format("expected lines of at most {} bytes", block_bytes)}});
        }
        text.resize(kept + block_bytes);
        const std::size_t count = list.read(text.data() + kept, block_bytes);
        text.resize(kept + count);
        ended = count < block_bytes;
        if (ended && !text.empty() && text.back() != '\n') text += '\n';
        std::size_t begin = 0;
        for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
            lines.read(std::string_view(text).substr(begin, end - begin));
            begin = end + 1;
        }
        text.erase(0, begin);
    }
    if (tally.commands() == 0) throw InputError({{{list.name(), 0, 0}, "", "no commands"}});
    if (settings.cycles > 0 && static_cast<std::uint64_t>(tally.clocks_to_last_request()) > settings.cycles) {
        throw InputError(
            fmt::format("--cycles: expected at least {}, where the last read or write of {} goes out, found {}",
                        tally.clocks_to_last_request(), list.name(), settings.cycles));
    }
    CommandListReport report;
    report.device = device;
    report.commands = tally.commands();
    report.counts = tally.counts();
    report.time = Seconds(static_cast<double>(report.counts.cycles) / static_cast<double>(device.clock_hz));
    report.energy = energy::datasheet_energy(report.counts, device, settings.formula);
    return report;
}

}  // namespace deltasim::experiment
