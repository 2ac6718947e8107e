// SPDX-License-Identifier: MIT
#include "report/plot/colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace deltasim::report
{

namespace
{

struct Colour {
    double red;
    double green;
    double blue;
};

// Nine even steps of viridis (Smith and van der Walt, matplotlib, CC0), whose lightness rises evenly.
constexpr std::array<Colour, 9> viridis{{{68, 1, 84},
                                         {71, 44, 122},
                                         {59, 81, 139},
                                         {44, 113, 142},
                                         {33, 144, 141},
                                         {39, 173, 129},
                                         {92, 200, 99},
                                         {170, 220, 50},
                                         {253, 231, 37}}};

std::string hexadecimal(const Colour& colour)
{
    return fmt::format("#{:02x}{:02x}{:02x}", std::lround(colour.red), std::lround(colour.green),
                       std::lround(colour.blue));
}

/// The colour at a place of the scale: 0 is dark, 1 is light.
Colour at(double share)
{
    const double place = share * static_cast<double>(viridis.size() - 1);
    const auto low = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
    const double part = place - static_cast<double>(low);
    const auto between = [part](double a, double b) { return a + part * (b - a); };
    return {between(viridis[low].red, viridis[low + 1].red), between(viridis[low].green, viridis[low + 1].green),
            between(viridis[low].blue, viridis[low + 1].blue)};
}

}  // namespace

std::string colour(std::size_t number, std::size_t count)
{
    constexpr double lightest = 0.97;  // the lightest end is hard to see on paper
    return hexadecimal(at(count < 2 ? 0.25 : lightest * static_cast<double>(number) / static_cast<double>(count - 1)));
}

int point_kind(std::size_t number)
{
    constexpr std::array<int, 8> kinds{7, 5, 9, 13, 11, 6, 4, 8};
    return kinds[number % kinds.size()];
}

std::string palette_words()
{
    std::string words;
    for (std::size_t i = 0; i < viridis.size(); ++i) {
        words += fmt::format("{}{} '{}'", i == 0 ? "" : ", ", i, hexadecimal(viridis[i]));
    }
    return words;
}

}  // namespace deltasim::report
