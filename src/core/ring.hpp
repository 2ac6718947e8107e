// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

// A fixed number of values, of which the first is replaced again and again and is then the last. Where in memory the
// first one is cannot be seen from outside.

namespace deltasim
{

template <class Value>
class Ring
{
public:
    void assign(std::size_t size, const Value& value)
    {
        values_.assign(size, value);
        first_ = 0;
    }

    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] const Value& front() const { return values_[first_]; }
    /// The first value, which is the last from now on: to be replaced.
    Value& take_front()
    {
        Value& taken = values_[first_];
        if (++first_ == values_.size()) first_ = 0;
        return taken;
    }

    /// Number `i` from the first on, less than size().
    [[nodiscard]] const Value& operator[](std::size_t i) const { return values_[place(i)]; }
    [[nodiscard]] Value& operator[](std::size_t i) { return values_[place(i)]; }

private:
    [[nodiscard]] std::size_t place(std::size_t i) const
    {
        const std::size_t place = first_ + i;
        return place < values_.size() ? place : place - values_.size();
    }

    std::vector<Value> values_;
    std::size_t first_ = 0;
};

}  // namespace deltasim
