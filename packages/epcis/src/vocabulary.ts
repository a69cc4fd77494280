// Core Business Vocabulary 2.0, bare words of the JSON binding.
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

export const ACTIONS = words('OBSERVE ADD DELETE')

export const BIZ_STEPS = words(`
accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
shipping staging_outbound stock_taking stocking storing transporting unloading unpacking void_shipping
sensor_reporting sampling`)

export const DISPOSITIONS = words(`
active container_closed damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive
no_pedigree_match non_sellable_other partially_dispensed recalled reserved retail_sold returned sellable_accessible
sellable_not_accessible stolen unknown available completeness_verified completeness_inferred conformant container_open
mismatch_instance mismatch_class mismatch_quantity needs_replacement non_conformant unavailable`)

export const BIZ_TRANSACTION_TYPES = words(
  `bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt`,
)

export const SOURCE_TYPES = words('owning_party possessing_party location')

export const ERROR_REASONS = words('did_not_occur incorrect_data')

export const SENSOR_ALERTS = words('ALARM_CONDITION ERROR_CONDITION')

export const COMPONENTS =
  words(`x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting
northing latitude longitude altitude`)

export const MEASUREMENTS = words(`
AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude AmountOfSubstance
AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance
Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge
ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance
Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux
MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity
MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux RadiantIntensity RelativeHumidity
Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage
Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber`)

const CBV = 'https://ref.gs1.org/cbv/'
const VOC = 'https://gs1.org/voc/'

/** The web address of a bare word, by the property it stands in; other values come back as they are. */
export function webVocabulary(property: string, value: string, within: string): string {
  const known = (set: ReadonlySet<string>, prefix: string) => (set.has(value) ? prefix + value : value)
  switch (property) {
    case 'bizStep': return known(BIZ_STEPS, `${CBV}BizStep-`)
    case 'disposition':
    case 'set':
    case 'unset': return known(DISPOSITIONS, `${CBV}Disp-`)
    case 'exception': return known(SENSOR_ALERTS, VOC)
    case 'component': return known(COMPONENTS, `${CBV}Comp-`)
    case 'type':
      if (within === 'bizTransactionList') return known(BIZ_TRANSACTION_TYPES, `${CBV}BTT-`)
      if (within === 'sourceList' || within === 'destinationList') return known(SOURCE_TYPES, `${CBV}SDT-`)
      return within === 'sensorReport' ? known(MEASUREMENTS, VOC) : value
    default: return value
  }
}

const WEB_WORD = new RegExp('^(?:https://(?:ref\\.)?gs1\\.org/cbv/|cbv:|urn:epcglobal:cbv:)'
  + '(?:BizStep-|Disp-|BTT-|SDT-|ER-|bizstep:|disp:|btt:|sdt:|er:)')

/** The bare word of a step, disposition or type that may be written as an address or with its prefix. */
export const bareWord = (value: string): string => value.replace(WEB_WORD, '')
