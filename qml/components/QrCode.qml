import QtQuick
import Sotto.Native
import Sotto.Theme

// A QR code on its own white card with a quiet zone of four modules, dark on light in both schemes:
// cameras want it so.
//
//   modules      row by row from the top, true is dark: side times side of them, a list of bool (required)
//   name         what it is, for readers of the screen (required)
//   modulePixels edge of a module: Theme.size.qrModuleInvite, or qrModuleSafety, which it also falls
//                back to where the code would grow past Theme.size.qrMax
Rectangle {
    id: code

    required property var modules
    required property string name
    property int modulePixels: Theme.size.qrModuleInvite

    readonly property int sideWithZone: matrix.side + 2 * Theme.size.qrQuietModules
    readonly property int pixels: code.sideWithZone * code.modulePixels > Theme.size.qrMax ? Math.min(code.modulePixels, Theme.size.qrModuleSafety) : code.modulePixels

    implicitWidth: code.sideWithZone * code.pixels + 2 * border.width
    implicitHeight: implicitWidth
    radius: Theme.radius.banner
    color: Theme.color.qrLight
    border.width: Theme.size.edge
    border.color: Theme.color.line

    Accessible.role: Accessible.Graphic
    Accessible.name: code.name

    QrMatrix {
        id: matrix

        anchors.centerIn: parent
        width: side * code.pixels
        height: width
        modules: code.modules
        dark: Theme.color.qrDark
        light: Theme.color.qrLight
    }
}
