import type { ThemeConfig } from 'antd'

/** System fonts only: nothing is fetched (ux handbook §4). */
export const FONT =
  '-apple-system,BlinkMacSystemFont,"PingFang SC","HarmonyOS Sans SC","MiSans","Microsoft YaHei",' +
  '"Noto Sans CJK SC","Source Han Sans SC",sans-serif'

/** Colours with their contrast on white; antd's own defaults fail WCAG AA (ux handbook §0.7). */
export const COLOURS = {
  ink: '#1A1F1C', // 16.7
  muted: '#55605A', // 6.6
  placeholder: '#6B746F', // 4.8
  border: '#7A857F', // 3.8, the edge of a control
  hairline: '#D5DBD7', // decoration only
  interactive: '#0B57A4', // 7.2
  seal: '#A5281B', // 7.2: logo, header rule, seals; never a button
  ok: '#0B6B3A',
  warn: '#8A5A00',
  danger: '#B3261E',
  grey: '#5B6360',
} as const

export const theme: ThemeConfig = {
  token: {
    colorPrimary: COLOURS.interactive,
    colorInfo: COLOURS.interactive,
    colorLink: COLOURS.interactive,
    colorSuccess: COLOURS.ok,
    colorWarning: COLOURS.warn,
    colorError: COLOURS.danger,
    colorSuccessBg: '#E8F5EC',
    colorWarningBg: '#FFF6E5',
    colorErrorBg: '#FDECEA',
    colorInfoBg: '#EAF2FB',
    colorTextBase: COLOURS.ink,
    colorText: COLOURS.ink,
    colorTextSecondary: COLOURS.muted,
    colorTextTertiary: COLOURS.muted,
    colorTextQuaternary: COLOURS.placeholder,
    colorTextPlaceholder: COLOURS.placeholder,
    colorTextDescription: COLOURS.muted,
    colorTextDisabled: COLOURS.placeholder,
    colorBorder: COLOURS.border,
    colorBorderSecondary: COLOURS.hairline,
    borderRadius: 4,
    borderRadiusLG: 4,
    borderRadiusSM: 3,
    fontFamily: FONT,
    fontSize: 14,
    lineHeight: 1.571,
    controlHeight: 34,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
    boxShadow: '0 2px 10px rgba(26,31,28,.18)',
    wireframe: false,
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Menu: {
      itemHeight: 36,
      itemBorderRadius: 3,
      itemMarginInline: 6,
      itemSelectedBg: '#EAF2FB',
      subMenuItemBg: 'transparent',
    },
    Drawer: { paddingLG: 20 },
  },
}
