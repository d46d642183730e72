/** How tenants name a plan, beside its name, its speed and its price. See default-plan-words.ts. */
import type { PlanWords } from '../plan-change-rules.ts';

export const namingWords = {
  plan: `
    plan, plans, package, packages, tier, tiers, option, subscription, one, add-on, level, internet plan, internet package, internet tier,
    speed tier, service plan, fiber plan, wifi plan, speed plan, data plan, bundle, options, paquete, paquetes, planes`,
  internet: `
    internet, wifi, wi-fi, fiber, fibre, service, speed, speeds, connection, bandwidth, village, internet service, internet speed,
    internet connection, network, download, upload, ere fiber, ere, web, velocidad, servicio, fibra, conexion, velocidades,
    high speed internet, service provider, line, internet line, spd, net, household internet`,
  included: `
    basic plan, basic package, basic tier, basic internet, basic speed, basic service, basic one, back to basic, included plan,
    included package, included tier, included internet, included speed, included one, included service, the included, included with rent,
    included with my rent, included with our rent, included in rent, included in my rent, included in our rent, included in the rent,
    included with the rent, comes with rent, comes with the rent, comes with my rent, comes with our rent, comes with the apartment,
    comes with my apartment, comes with the unit, that comes with rent, plan that comes with rent, plan that comes with my rent,
    plan that comes with the rent, one that comes with rent, one that comes with the rent, one that comes with my rent,
    one included with rent, one that is included, one thats included, plan that is included, plan thats included, that is included,
    thats included, whats included, what is included, whats included in rent, whats included in my rent, whats included with rent,
    whats included with my rent, whats included in the rent, what comes with rent, what comes with my rent, what comes with the rent,
    free plan, free tier, free internet, free one, free package, free speed, free service, default plan, default package, default speed,
    default internet, default one, default tier, standard plan, standard package, standard speed, standard internet, standard tier,
    standard one, cheapest plan, cheapest package, cheapest one, cheapest option, cheapest tier, lowest plan, lowest tier, lowest package,
    lowest speed, slowest plan, base plan, base package, base tier, base speed, regular plan, original plan, no-cost plan, starter plan,
    plan with no extra charge, plan with no extra cost, basic included plan, free included plan, standard included plan, basic fiber plan,
    included fiber plan, basic internet plan, included internet plan, standard internet plan, free internet plan, default internet plan,
    rent-included plan, entry plan, basic, included, the free, standard, free 500, comes with, that comes with, what we get with rent,
    what comes with, no extra charge plan, without the add-on, complimentary plan, plan included, no extra cost plan,
    basic internet package, rent plan, plan that is in my rent, the plan in my rent, free with rent, free with my rent, comes for free,
    thats free, that is free, one thats free, one that is free, plan basico, basico, plan incluido, incluido, que viene incluido,
    que viene incluido con la renta, incluido con la renta, incluido en la renta, que viene con la renta, viene con la renta,
    que esta incluido, que esta incluido en la renta, que viene con el apartamento, plan gratis, internet basico, internet incluido,
    plan que viene incluido, normal plan, normal package, normal internet, normal one, normal speed, usual plan`,
  fastest: `
    fastest plan, fastest package, fastest tier, fastest one, fastest internet, fastest speed, fastest option, fastest you have,
    fastest you offer, fastest available, fastest plan you have, fastest plan you offer, fastest plan available,
    fastest plan you guys have, fastest plan you guys offer, fastest internet you have, fastest internet you offer,
    fastest internet available, fastest internet plan, fastest internet plan you have, fastest internet plan available,
    fastest internet plan you offer, fastest speed you have, fastest speed you offer, fastest speed available, fastest package you have,
    fastest package you offer, fastest package available, fastest one you have, fastest one you offer, fastest one available,
    fastest tier you have, fastest tier available, fastest option you have, fastest option available, fastest fiber plan,
    fastest wifi plan, fastest wifi, fastest wifi you have, fastest wifi you offer, the fastest, highest speed, highest speed plan,
    highest speed you have, highest speed you offer, highest speed available, highest plan, highest tier, highest package,
    highest tier you have, highest tier available, highest plan you have, highest plan available, top plan, top tier, top package,
    top speed, top speed plan, top tier plan, top speed you have, top plan you have, top plan you offer, top tier you have, maximum speed,
    maximum speed plan, max speed, max speed plan, max plan, max tier, maximum speed you offer, maximum speed available, quickest plan,
    fastest, max, el mas rapido, la mas rapida, plan mas rapido que tengan, el plan mas rapido, el internet mas rapido,
    el paquete mas rapido`,
  gigabit: `
    g, gb, gbs, gbps, gbit, gbits, gb/s, gbit/s, gig, gigs, giga, gigas, gigabit, gigabits, gig/s, gbp, gigabit per second,
    gigabits per second, gb per second, gigg, gigabite, g/s, gigabits/sec, gb/sec, gigs/s, gbits/s, gigabytes, gigabyte,
    gigabits/second`,
  oneGigabit: 'gig, giga, gigabit, gigabite, gigabyte, gigg',
  megabit: `
    m, mb, mbs, mbps, mbit, mbits, mb/s, mbit/s, meg, megs, mega, megas, megabit, megabits, megabyte, megabytes, mbp, megabits per second,
    mb per second, mbps/s, mb/sec, megabits/sec`,
  dollars: '$, dollar, dollars, bucks, buck, usd, dolares, dolar',
  numbers: `
    one/uno/una, two/dos, three/tres, four/cuatro, five/cinco, six/seis, seven/siete, eight/ocho, nine/nueve, ten/diez, eleven,
    twelve/doce, thirteen, fourteen, fifteen/quince, sixteen, seventeen, eighteen, nineteen, twenty/veinte`,
} as const satisfies Partial<Record<keyof PlanWords, string>>;
