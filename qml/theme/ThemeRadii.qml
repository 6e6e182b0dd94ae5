import QtQuick

// Radii of corners, in pixels.
QtObject {
    readonly property int joint: 6
    readonly property int tag: 6
    readonly property int inset: 10
    readonly property int control: 10
    readonly property int controlLarge: 12
    readonly property int row: 12
    readonly property int banner: 12
    readonly property int bubble: 16
    readonly property int card: 16
    readonly property int dialog: 16
    readonly property int pill: 999
}
