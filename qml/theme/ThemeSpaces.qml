import QtQuick

// Distances, in pixels. Nothing in a page lies further apart or closer by any other number.
QtObject {
    readonly property int xxs: 2
    readonly property int xs: 4
    readonly property int s: 8
    readonly property int m: 12
    readonly property int l: 16
    readonly property int xl: 20
    readonly property int xxl: 24
    readonly property int xxxl: 28
    readonly property int huge: 40
}
