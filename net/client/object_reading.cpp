#include "net/client/object_reading.h"

#include "net/client/answers.h"

namespace sotto::client {

namespace {

constexpr std::size_t kListHeadBytes = 3; // u8 version, u16 count (PROTOCOL.md section 4.1)

std::size_t countOf(const std::string& list)
{
    return static_cast<std::size_t>(static_cast<std::uint8_t>(list[1])) << 8 |
           static_cast<std::uint8_t>(list[2]);
}

/// Puts the changes of @p later behind those of @p list. False if one of them is no list.
bool joinLists(std::string& list, const std::string& later)
{
    if (list.size() < kListHeadBytes || later.size() < kListHeadBytes || list[0] != later[0]) {
        return false;
    }
    const std::size_t count = countOf(list) + countOf(later);
    if (count > UINT16_MAX) {
        return false;
    }
    list[1] = static_cast<char>(count >> 8);
    list[2] = static_cast<char>(count & 0xff);
    list.append(later, kListHeadBytes);
    return true;
}

void askFromEnd(wire::Request& request, std::uint32_t listSize)
{
    if (request.has_fetch_recovery()) {
        request.mutable_fetch_recovery()->set_list_from(listSize);
    } else {
        request.mutable_read_object()->set_list_from(listSize);
    }
}

} // namespace

void readWholeObject(std::function<void(wire::Request request, Done<wire::Answer> done)> ask,
                     wire::Request request, Done<wire::ObjectState> done)
{
    const auto onFirst = [ask, request, done](Outcome<wire::ObjectState> outcome) mutable {
        if (!outcome || !outcome->version_left_out()) {
            return done(std::move(outcome));
        }
        askFromEnd(request, outcome->list_size());
        const auto onSecond = [list = std::move(*outcome->mutable_list_changes()),
                               done](Outcome<wire::ObjectState> second) mutable {
            // Changes that came in between stand behind the others.
            if (second && !joinLists(list, second->list_changes())) {
                return done(unexpectedAnswer());
            }
            if (second) {
                second->set_list_changes(std::move(list));
            }
            done(std::move(second));
        };
        ask(request, answerOf<wire::ObjectState>(onSecond, &wire::Answer::has_object_state,
                                                 &wire::Answer::mutable_object_state));
    };
    ask(std::move(request), answerOf<wire::ObjectState>(onFirst, &wire::Answer::has_object_state,
                                                        &wire::Answer::mutable_object_state));
}

} // namespace sotto::client
