import QtQuick

// Empty space between two items of a column.
//
//   size   in pixels, one of Theme.space (required)
Item {
    id: gap

    required property int size

    implicitWidth: 1
    implicitHeight: gap.size
}
