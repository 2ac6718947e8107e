// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

// First in, first out, in one piece of memory. What has left stays there until all have left, or room is needed: that
// cannot be seen from outside.

namespace deltasim
{

template <class Value>
class Queue
{
public:
    [[nodiscard]] bool empty() const { return values_.empty(); }
    [[nodiscard]] std::size_t size() const { return values_.size() - first_; }
    [[nodiscard]] const Value& front() const { return values_[first_]; }
    [[nodiscard]] const Value& back() const { return values_.back(); }
    [[nodiscard]] auto begin() const { return values_.begin() + static_cast<std::ptrdiff_t>(first_); }
    [[nodiscard]] auto begin() { return values_.begin() + static_cast<std::ptrdiff_t>(first_); }
    [[nodiscard]] auto end() const { return values_.end(); }
    [[nodiscard]] auto end() { return values_.end(); }

    void push_back(Value value)
    {
        if (first_ > 0 && values_.size() == values_.capacity()) drop_left();
        values_.push_back(std::move(value));
    }
    void pop_front()
    {
        if (++first_ < values_.size()) return;
        values_.clear();
        first_ = 0;
    }
    /// The first `size` of them, or as many more as are missing.
    void resize(std::size_t size)
    {
        drop_left();
        values_.resize(size);
    }

private:
    void drop_left()
    {
        values_.erase(values_.begin(), begin());
        first_ = 0;
    }

    std::vector<Value> values_;  ///< empty, if all have left
    std::size_t first_ = 0;
};

}  // namespace deltasim
