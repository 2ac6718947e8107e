// SPDX-License-Identifier: MIT
#include "search/streamed_lines.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <tuple>
#include <utility>
#include <variant>

#include "search/least_words.hpp"

namespace deltasim::search
{

namespace
{

/// Words that the loops inside a place go over.
struct Words {
    std::uint64_t first = 0;
    std::uint64_t span = 1;              ///< from the first to the end of the last
    double count = 1.0;                  ///< different words, at least
    double lines = 1.0;                  ///< lines in which the words lie, at least
    double saved_a_word = 1.0;           ///< the most of these lines that are saved if one word is left out
    std::vector<std::uint64_t> outside;  ///< by loop around the place: how far an iteration moves the words

    [[nodiscard]] std::uint64_t end() const { return first + span; }
};

/// What a stream does in a place, whichever line it holds when it comes there.
struct Passed {
    double changes = 0.0;  ///< how often the line changes, at least
    double saved_a_word = 0.0;
    std::vector<Words> words;
};

class Walker
{
public:
    /// `whole`: counts a line that is filled only in part as a whole one. Then `saved_a_word` means nothing.
    Walker(const std::vector<double>& line_words, bool keeps_lines, bool whole)
        : line_words_(line_words), keeps_lines_(keeps_lines), whole_(whole)
    {
    }

    [[nodiscard]] std::vector<Passed> body(const schedule::Loop& loop, std::size_t depth) const
    {
        std::vector<Passed> passed(line_words_.size());
        for (const schedule::NestNode& node : loop.body) {
            if (const auto* step = std::get_if<schedule::Step>(&node)) {
                for (const schedule::Operand& operand : step->operands) {
                    if (!operand.held) add(*step, operand, depth, passed);
                }
                continue;
            }
            const auto& inner = std::get<schedule::Loop>(node);
            std::vector<Passed> repeated = body(inner, depth + 1);
            for (std::size_t s = 0; s < passed.size(); ++s) {
                repeat(repeated[s], inner.count, depth, line_words_[s]);
                join(std::move(repeated[s]), passed[s]);
            }
        }
        for (std::size_t s = 0; s < passed.size(); ++s) see_all(passed[s], line_words_[s]);
        return passed;
    }

private:
    /// Adds an operand of a step. Lanes with neighbouring words are one span, and lanes that share a word make one
    /// access. The other lanes come one row after the other.
    void add(const schedule::Step& step, const schedule::Operand& operand, std::size_t depth,
             std::vector<Passed>& passed) const
    {
        std::uint64_t rows = 1;
        std::uint64_t columns = 1;
        Words words;
        words.first = operand.index.constant;
        words.span = operand.per_lane ? step.lanes : 1;
        if (step.rows > 0 && !operand.per_lane) {
            rows = operand.row_words == 0 ? 1 : step.rows;
            columns = operand.column_words == 0 ? 1 : step.lanes / step.rows;
            const auto join = [&](std::uint64_t& lanes, std::uint64_t apart) {
                if (lanes == 1 || apart != words.span) return;
                words.span *= lanes;
                lanes = 1;
            };
            join(columns, operand.column_words);
            join(rows, operand.row_words);
            join(columns, operand.column_words);
        }
        const double line_words = line_words_[operand.stream];
        words.count = real(words.span);
        words.saved_a_word = 1.0 / words.count;
        count_full_lines(words, line_words);
        words.outside = operand.index.coefficients;
        words.outside.resize(depth, 0);
        words.outside.push_back(operand.row_words);
        words.outside.push_back(operand.column_words);
        Passed one;
        one.changes = keeps_lines_ ? words.lines - 1.0 : words.lines;
        one.saved_a_word = one.changes > 0.0 ? words.saved_a_word : 0.0;
        one.words.push_back(std::move(words));
        repeat(one, columns, depth + 1, line_words);
        repeat(one, rows, depth, line_words);
        join(std::move(one), passed[operand.stream]);
    }

    /// Appends what the stream does next in the same place.
    static void join(Passed next, Passed& passed)
    {
        passed.changes += next.changes;
        passed.saved_a_word += next.saved_a_word;
        std::move(next.words.begin(), next.words.end(), std::back_inserter(passed.words));
    }

    void repeat(Passed& passed, std::uint64_t count, std::size_t loop, double line_words) const
    {
        if (passed.words.empty()) return;
        passed.changes *= real(count);
        if (!each_has_its_own(passed.words, loop)) passed.saved_a_word *= real(count);
        for (Words& words : passed.words) repeat(words, count, loop, line_words);
        see_all(passed, line_words);
    }

    void see_all(Passed& passed, double line_words) const
    {
        unite(passed.words, line_words);
        if (!keeps_lines_) return;
        for (const Words& words : passed.words) {
            // The stream may hold the first line already.
            if (words.lines - 1.0 <= passed.changes) continue;
            passed.changes = words.lines - 1.0;
            passed.saved_a_word = words.saved_a_word;
        }
    }

    /// True if no word is used in two iterations of the loop.
    static bool each_has_its_own(const std::vector<Words>& all, std::size_t loop)
    {
        std::uint64_t first = all.front().first;
        std::uint64_t end = all.front().end();
        for (const Words& words : all) {
            if (words.outside != all.front().outside) return false;
            first = std::min(first, words.first);
            end = std::max(end, words.end());
        }
        return all.front().outside[loop] >= end - first;
    }

    /// Raises the number of lines to what the words need if they fill each line.
    void count_full_lines(Words& words, double line_words) const
    {
        const double lines = whole_ ? std::ceil(words.count / line_words) : words.count / line_words;
        if (lines <= words.lines) return;
        words.lines = lines;
        words.saved_a_word = 1.0 / line_words;
    }

    void repeat(Words& words, std::uint64_t count, std::size_t loop, double line_words) const
    {
        const std::uint64_t step = words.outside[loop];
        words.outside.resize(loop);
        if (step == 0) return;
        if (step >= words.span) {
            words.count *= real(count);
            // If the last word of an iteration and the first word of the next are a line apart, no line has both.
            const bool apart = real(step - words.span) + 1.0 >= line_words;
            if (apart) words.lines *= real(count);
        } else if (words.count == real(words.span)) {
            words.count += real(step) * real(count - 1);
        }
        count_full_lines(words, line_words);
        words.span += step * (count - 1);
    }

    /// Joins words that all loops outside move alike. If two of them may be the same words, the larger count is taken.
    void unite(std::vector<Words>& all, double line_words) const
    {
        std::stable_sort(all.begin(), all.end(), [](const Words& a, const Words& b) {
            return std::tie(a.outside, a.first, a.span) < std::tie(b.outside, b.first, b.span);
        });
        std::vector<Words> united;
        for (Words& words : all) {
            if (united.empty() || united.back().outside != words.outside) {
                united.push_back(std::move(words));
                continue;
            }
            Words& before = united.back();
            if (words.lines > before.lines) {
                before.lines = words.lines;
                before.saved_a_word = words.saved_a_word;
            }
            before.count =
                before.end() <= words.first ? before.count + words.count : std::max(before.count, words.count);
            before.span = std::max(before.end(), words.end()) - before.first;
            count_full_lines(before, line_words);
        }
        all = std::move(united);
    }

    const std::vector<double>& line_words_;
    bool keeps_lines_;
    bool whole_;
};

}  // namespace

std::vector<StreamedLines> streamed_lines(const schedule::LoopNest& nest, const std::vector<double>& line_words,
                                          bool keeps_lines)
{
    std::vector<StreamedLines> lines;
    for (const Passed& passed : Walker(line_words, keeps_lines, false).body(nest.body, 0)) {
        lines.push_back({passed.changes, passed.saved_a_word, 0.0});
    }
    const std::vector<Passed> whole = Walker(line_words, keeps_lines, true).body(nest.body, 0);
    for (std::size_t s = 0; s < lines.size(); ++s) {
        lines[s].whole_lines = std::max(lines[s].lines, whole[s].changes);
    }
    return lines;
}

}  // namespace deltasim::search
