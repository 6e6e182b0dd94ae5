#pragma once

#include "net/client/connection_error.h"

namespace sotto::client {

[[nodiscard]] inline crypto::Unexpected<ConnectionError> unexpectedAnswer()
{
    return crypto::Unexpected(ConnectionError{.kind = ErrorKind::ProtocolBroken,
                                              .technical = "an answer of another type"});
}

/// Takes the one type of answer out that a request allows:
/// `answerOf<wire::Posted>(done, &wire::Answer::has_posted, &wire::Answer::mutable_posted)`.
template <class T>
[[nodiscard]] Done<wire::Answer> answerOf(Done<T> done, bool (wire::Answer::*has)() const,
                                          T* (wire::Answer::*take)())
{
    return [done = std::move(done), has, take](Outcome<wire::Answer> outcome) {
        if (!outcome) {
            done(crypto::Unexpected(outcome.error()));
        } else if (!(outcome.value().*has)()) {
            done(unexpectedAnswer());
        } else {
            done(std::move(*(outcome.value().*take)()));
        }
    };
}

/// For a request that is answered with Done alone.
[[nodiscard]] inline Done<wire::Answer> answerOf(Done<void> done)
{
    return [done = std::move(done)](Outcome<wire::Answer> outcome) {
        if (!outcome) {
            done(crypto::Unexpected(outcome.error()));
        } else if (!outcome->has_done()) {
            done(unexpectedAnswer());
        } else {
            done({});
        }
    };
}

} // namespace sotto::client
