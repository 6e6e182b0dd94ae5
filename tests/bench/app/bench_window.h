#pragma once

#include "app/storage/row_id.h"
#include "tests/bench/app/two_people.h"

#include <filesystem>

namespace sotto::bench {

class ShownWindow;

/// The parts of sotto-bench-window. Each prints its figures and throws std::runtime_error if
/// something does not work at all.

/// The program beside an empty window of the same toolkit, in turns; with OpenGL, which the toolkit
/// takes where it is, and with the software renderer.
void benchStart(const std::filesystem::path& profile, int repetitions);

/// A conversation that was made for measuring.
struct MeasuredConversation
{
    storage::RowId id = storage::kNoRow;
    std::size_t messages = 0;
};

/// From the call that a click makes to the frame with the newest rows; the conversations in turns.
void benchOpening(ShownWindow& window, const std::vector<MeasuredConversation>& conversations,
                  int switches);

/// Flicks through @p few, whose rows are all in memory after the first time, and through all of
/// @p many, whose rows come from the database.
void benchScrolling(ShownWindow& window, const MeasuredConversation& few,
                    const MeasuredConversation& many);

/// From Enter in one window to the frame in it, and to the frame in the other one.
void benchSending(TwoPeople& people, int messages);

/// A window that opens while @p messages wait at the relay.
void benchBacklog(TwoPeople& people, int messages);

} // namespace sotto::bench
