// SPDX-License-Identifier: MIT
#include "config/document/diagnostics.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace deltasim::config
{

void Diagnostics::add(const SourceLocation& location, const std::string& key, const std::string& message)
{
    Diagnostic diagnostic{location, key, message};
    if (!texts_.insert(diagnostic.text()).second) return;
    if (rank(location.file) == files_.size()) files_.push_back(location.file);
    diagnostics_.push_back(std::move(diagnostic));
}

void Diagnostics::add(const InputError& error)
{
    for (const Diagnostic& diagnostic : error.diagnostics()) {
        add(diagnostic.location, diagnostic.key, diagnostic.message);
    }
}

void Diagnostics::throw_if_any() const
{
    if (diagnostics_.empty()) return;
    std::vector<Diagnostic> sorted = diagnostics_;
    const auto place = [&](const Diagnostic& d) {
        return std::tuple(rank(d.location.file), d.location.line, d.location.column);
    };
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
    throw InputError(std::move(sorted));
}

std::size_t Diagnostics::rank(const std::string& file) const
{
    return static_cast<std::size_t>(std::find(files_.begin(), files_.end(), file) - files_.begin());
}

}  // namespace deltasim::config
