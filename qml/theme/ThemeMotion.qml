import QtQuick

// Durations, in milliseconds; all 0 when the person wants less motion.
QtObject {
    id: motion

    required property bool reduced

    // Hover and press.
    readonly property int fast: motion.reduced ? 0 : 90
    // Appearing: a fade and 8 px of movement.
    readonly property int normal: motion.reduced ? 0 : 160
    // Changing the page in the narrow layout.
    readonly property int slow: motion.reduced ? 0 : 220
    // One wave of the typing dots, which stand still with less motion.
    readonly property int typing: 1200
    // How long a message keeps its ring after a jump to it: as long without motion.
    readonly property int highlight: 1600
    // How long the pointer rests before a tool tip shows.
    readonly property int toolTipDelay: 600
    readonly property bool moves: !motion.reduced

    // How far something moves while it appears, in pixels.
    readonly property int distance: motion.reduced ? 0 : 8

    readonly property int easingIn: Easing.OutCubic
    readonly property int easingOut: Easing.InCubic
}
