// SPDX-License-Identifier: MIT
#include "core/diagnostic.hpp"

#include <utility>

namespace deltasim
{

std::string Diagnostic::text() const
{
    std::string text;
    if (!location.file.empty()) {
        text += location.file;
        for (const int part : {location.line, location.column}) {
            if (location.line > 0) text.append(":").append(std::to_string(part));
        }
        text += ": ";
    }
    if (!key.empty()) text += key + ": ";
    return text + message;
}

InputError::InputError(std::vector<Diagnostic> diagnostics) : diagnostics_(std::move(diagnostics))
{
    for (const Diagnostic& diagnostic : diagnostics_) {
        if (!text_.empty()) text_ += "\n";
        text_ += diagnostic.text();
    }
}

}  // namespace deltasim
