// SPDX-License-Identifier: MIT
#include "core/ring.hpp"

#include <catch2/catch.hpp>

#include <deque>

#include "core/queue.hpp"
#include "rooms.hpp"

namespace deltasim::test::ring_test
{

TEST_CASE("a ring's first value is replaced and becomes the last, wherever in memory it is")
{
    Ring<int> ring;
    ring.assign(3, 0);
    std::deque<int> expected(3, 0);
    for (int value = 1; value < 10; ++value) {
        ring.take_front() = value;
        expected.pop_front();
        expected.push_back(value);
        CHECK(ring.size() == 3);
        CHECK(ring.front() == expected.front());
        for (std::size_t i = 0; i < 3; ++i) CHECK(ring[i] == expected[i]);
    }
    ring[1] = 70;
    CHECK(ring[0] == 7);
    CHECK(ring[1] == 70);
    ring.assign(2, 5);
    CHECK(ring.size() == 2);
    CHECK(ring.front() == 5);
}

TEST_CASE("a ring of one value holds the last one")
{
    Ring<int> ring;
    ring.assign(1, 4);
    ring.take_front() = 6;
    CHECK(ring.front() == 6);
    CHECK(ring[0] == 6);
}

TEST_CASE("a queue is first in, first out, however many have left")
{
    Queue<int> queue;
    std::deque<int> expected;
    CHECK(queue.empty());
    int next = 0;
    for (int round = 0; round < 400; ++round) {
        // Grows for a while, shrinks for a while, and is empty now and then.
        const int in = round / 50 % 2 == 0 ? 3 : 1;
        for (int i = 0; i < in; ++i) {
            queue.push_back(next);
            expected.push_back(next++);
        }
        for (int i = 0; i < 2 && !expected.empty(); ++i) {
            CHECK(queue.front() == expected.front());
            queue.pop_front();
            expected.pop_front();
        }
        CHECK(queue.size() == expected.size());
        CHECK(queue.empty() == expected.empty());
        CHECK(std::deque<int>(queue.begin(), queue.end()) == expected);
        if (!expected.empty()) CHECK(queue.back() == expected.back());
    }
}

TEST_CASE("a queue is resized from its first value on")
{
    Queue<int> queue;
    for (int i = 0; i < 5; ++i) queue.push_back(i);
    queue.pop_front();
    queue.pop_front();
    queue.resize(2);
    CHECK(std::deque<int>(queue.begin(), queue.end()) == std::deque<int>{2, 3});
    queue.resize(4);
    CHECK(queue.size() == 4);
    CHECK(queue.front() == 2);
    queue.resize(0);
    CHECK(queue.empty());
}

}  // namespace deltasim::test::ring_test
