// Quotes what sending a parcel costs. An ordinary Lambda handler.
const ZONES = { DE: { base: 4.5, days: 2 }, FR: { base: 6, days: 3 }, US: { base: 14, days: 7 } };

export async function handler({ country, weightKg }) {
  const zone = ZONES[country];
  if (!zone) throw new Error(`We do not ship to ${country}.`);
  return { country, days: zone.days, price: Math.round((zone.base + weightKg * 1.5) * 100) / 100 };
}
