#pragma once

#include "app/viewmodels/conversation_list_model.h"
#include "app/viewmodels/core_thread.h"
#include "app/viewmodels/invite_opening.h"
#include "app/viewmodels/picture_tags.h"
#include "app/viewmodels/read_thread.h"
#include "app/viewmodels/text_look.h"

#include <functional>

#include <QUrl>

namespace sotto::viewmodels {

/// What the parts of an open profile share. All of it outlives them.
struct OpenProfile
{
    CoreThread& core;
    ReadThread& reader;
    core::Clock& clock;
    ConversationListModel& list;
    const TextLook& look;
    const PictureTags& pictures;
    std::function<void(const QUrl&)> openUrl;
    CaptureScreens captureScreens;
};

} // namespace sotto::viewmodels
