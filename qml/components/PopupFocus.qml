pragma Singleton

import QtQuick

// Where the keyboard was before a popup took it: Qt 6.4 leaves it nowhere when the last one closes.
// A popup calls keep() before it shows and giveBack() when it is closed, with the overlay that it
// lies in. What a menu opens keeps what the menu kept.
QtObject {
    id: focus

    property Item kept: null

    // Without types: what Qt 6.4 compiles of an object that may be null reads the wrong memory.
    function keep(overlay) {
        const now = overlay.Window.activeFocusItem;
        if (now && now.parent && !focus.isInside(now, overlay))
            focus.kept = now;
    }
    // Not where something else has taken it meanwhile, nor when the popup goes with its window.
    function giveBack(overlay) {
        if (!overlay)
            return;
        const now = overlay.Window.activeFocusItem;
        if (focus.kept && focus.kept.visible && (!now || !now.parent))
            focus.kept.forceActiveFocus(Qt.PopupFocusReason);
    }
    function isInside(item, overlay) {
        return item !== null && (item === overlay || focus.isInside(item.parent, overlay));
    }
}
