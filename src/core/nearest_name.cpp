// SPDX-License-Identifier: MIT
#include "core/nearest_name.hpp"

#include <algorithm>
#include <cstddef>

namespace deltasim
{

namespace
{

/// Optimal string alignment distance.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> distance(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) distance[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) distance[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            distance[i][j] = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
            }
        }
    }
    return distance[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& known)
{
    // A longer word is no misspelt name, and the comparison takes quadratic time.
    constexpr std::size_t longest_compared = 80;
    if (name.size() > longest_compared) return std::nullopt;
    std::optional<std::string> nearest;
    std::size_t nearest_distance = 0;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(name, candidate);
        const std::size_t allowed = std::max<std::size_t>(1, std::max(name.size(), candidate.size()) / 3);
        if (distance <= allowed && (!nearest || distance < nearest_distance)) {
            nearest = candidate;
            nearest_distance = distance;
        }
    }
    return nearest;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known)
{
    const std::optional<std::string> nearest = nearest_name(name, known);
    return nearest ? ", did you mean \"" + *nearest + "\"?" : "";
}

}  // namespace deltasim
